Describe 'New-CNetHost' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach { Enter-TestHost }
    AfterEach {
        Get-CNetHost | Where-Object { -not $_.IsMachine -and $_.Name -ne $testHost.Name } | Remove-CNetHost -Force
        Exit-TestHost
    }

    It 'makes a namespace that stands in for a machine, with directories of its own' {
        $made = New-CNetHost alpha
        $made | Should -BeOfType CNet.Host
        "$($made.Name) $($made.IsMachine)" | Should -BeExactly 'alpha False'
        nsenter "--net=$($made.NamespacePath)" ip -br addr | Should -Match '^lo +UNKNOWN +127\.0\.0\.1/8'
        foreach ($directory in $made.StateDirectory, $made.RunDirectory) { (Get-Item $directory).UnixMode | Should -BeExactly 'drwx------' }
        $made.StateDirectory | Should -Not -BeExactly $testHost.StateDirectory
    }

    It 'finds a free name by itself' {
        $a = New-CNetHost
        $b = New-CNetHost
        $a.Name | Should -Not -BeExactly $b.Name
        (Get-CNetHost $a, $b).Name | Should -BeExactly $a.Name, $b.Name
    }

    It 'knows nothing of the networks of another' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $null = New-CNetHost alpha
        Use-CNetHost alpha {
            (Get-CNetNetwork).Name | Should -BeExactly 'bridge', 'host', 'none'
            (New-CNetNetwork lab -Subnet 10.1.0.0/24).Subnet | Should -BeExactly '10.1.0.0/24'
        }
    }

    It 'makes the good ones and gives one error for each bad one' {
        $made = 'a', '', 'a/b', 'a', 'machine', 'b', 7 | New-CNetHost -ErrorAction SilentlyContinue -ErrorVariable errors
        $made.Name | Should -BeExactly 'a', 'b', '7'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'NameInvalid', 'NameInvalid', 'HostExists', 'HostExists'
        Assert-Error { New-CNetHost a } HostExists ResourceExists
 { New-CNetHost a, c -ErrorAction Stop } | Should -Throw -ErrorId 'HostExists,CNet.Commands.NewCNetHostCommand'
        Get-CNetHost c* | Should -BeNullOrEmpty
    }

    It 'makes nothing with -WhatIf, and asks with -Confirm' {
        $null = New-CNetHost alpha -WhatIf
        Get-CNetHost alpha* | Should -BeNullOrEmpty
        Invoke-Pwsh 'New-CNetHost a, b -Confirm' 'n', 'y' | Out-String | Should -Match 'Create Host: a\?(.|\n)+Create Host: b\?'
        Get-CNetHost a* | Should -BeNullOrEmpty
        (New-CNetHost c -Confirm:$false).Name | Should -BeExactly 'c'
    }

    It 'shows all steps of a pipeline' {
        Invoke-Pwsh 'New-CNetHost a -WhatIf | Set-CNetHost -Forwarding Forbid' | Should -HaveCount 2
    }

    It 'refuses with -WhatIf what would be refused' {
        Assert-Error { New-CNetHost machine -WhatIf } HostExists ResourceExists
        Assert-Error { New-CNetHost a/b -WhatIf } NameInvalid InvalidArgument
    }

    It 'says with -Verbose what it does' {
        (New-CNetHost alpha -Verbose 4>&1).Message -match '^ip netns add' | Should -HaveCount 1
    }
}
