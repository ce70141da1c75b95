Describe 'Get-CNetHost' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $alpha, $beta = New-CNetHost alpha, beta
    }
    AfterEach {
        Remove-CNetHost $alpha, $beta -Force
        Exit-TestHost
    }

    It 'lists this machine first, then the others by name' {
        $names = (Get-CNetHost).Name
        $names[0] | Should -BeExactly 'machine'
        $names | Should -Contain $testHost.Name
        $names.Where{ $_ -in 'alpha', 'beta' } | Should -BeExactly 'alpha', 'beta'
        (Get-CNetHost machine).IsMachine | Should -BeTrue
    }

    It 'finds one by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Get-CNetHost alpha } }
        @{ Name = 'wildcard'; Do = { Get-CNetHost AL* } }
        @{ Name = 'object'; Do = { Get-CNetHost $alpha } }
        @{ Name = 'piped name'; Do = { 'alpha' | Get-CNetHost } }
        @{ Name = 'piped object'; Do = { $alpha | Get-CNetHost } }
        @{ Name = 'object of another process'; Do = { $alpha | ConvertTo-Deserialized | Get-CNetHost } }
    ) {
        (& $Do).Name | Should -BeExactly 'alpha'
    }

    It 'tells the one that cmdlets work on' {
        (Get-CNetHost -Current).Name | Should -BeExactly $testHost.Name
        Use-CNetHost alpha { Get-CNetHost -Current } | ForEach-Object Name | Should -BeExactly 'alpha'
    }

    It 'shows the settings of one that was used, and leaves another unused' {
        $null = Use-CNetHost alpha { Get-CNetNetwork }
        $used = Get-CNetHost alpha
        "$($used.Forwarding) $($used.DefaultSubnet)" | Should -BeExactly 'Auto 172.17.0.0/16'
        "$($used.DefaultPools | Select-Object -First 1)" | Should -BeExactly '172.18.0.0/15 /24'
        (Get-CNetHost beta).DefaultSubnet | Should -BeNullOrEmpty
        Get-ChildItem $beta.StateDirectory | Should -BeNullOrEmpty -Because 'looking is no use'
    }

    It 'finds the good ones and gives one error for each bad one' {
        $found = Get-CNetHost alpha, nope, '', beta -ErrorAction SilentlyContinue -ErrorVariable errors
        $found.Name | Should -BeExactly 'alpha', 'beta'
        $errors.FullyQualifiedErrorId | Should -BeExactly 'HostNotFound,CNet.Commands.GetCNetHostCommand', 'HostNotFound,CNet.Commands.GetCNetHostCommand'
        Get-CNetHost nope* | Should -BeNullOrEmpty
        Assert-Error { Get-CNetHost ALPHA } HostNotFound ObjectNotFound
 { Get-CNetHost nope -ErrorAction Stop } | Should -Throw -ErrorId 'HostNotFound,CNet.Commands.GetCNetHostCommand'
    }

    It 'says so where CNET_HOST names none, in every cmdlet' {
        $before = $env:CNET_HOST
        try {
            $env:CNET_HOST = 'nope'
            foreach ($command in { Get-CNetNetwork }, { New-CNetSandbox web }, { Get-CNetInterface }) { Assert-Error $command HostNotFound ObjectNotFound "'nope'" }
        }
        finally { $env:CNET_HOST = $before }
    }

    It 'does not take null for all' {
        Assert-NullIsNotAll { Get-CNetHost $null }
    }

    It 'shows a table, a list and a wide view' {
        $null = Use-CNetHost alpha { Get-CNetNetwork }
        Get-CNetHost alpha | Format-Table | Out-String -Width 200 | Should -Match '(?s)Name +Forwarding +DefaultSubnet +DefaultPools.+alpha +Auto +172\.17\.0\.0/16 +172\.18\.0\.0/15 /24'
        Get-CNetHost alpha | Format-List | Out-String -Width 200 | Should -Match "(?s)NamespacePath +: $($alpha.NamespacePath).+Forwarding +: Auto"
        Get-CNetHost alpha | Format-Wide | Out-String | Should -Match '\balpha\b'
    }

    It 'completes names' {
        (Complete 'Get-CNetHost a').CompletionText | Should -BeExactly 'alpha'
        (Complete 'Get-CNetHost m').ToolTip | Should -BeExactly 'this machine'
    }
}
