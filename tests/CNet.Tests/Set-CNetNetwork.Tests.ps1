Describe 'Set-CNetNetwork' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        function Get-MtuOf([string] $Interface, [string] $Sandbox) {
            $links = $Sandbox ? (Invoke-InSandbox $Sandbox ip -j link show $Interface) : (Invoke-InHost ip -j link show $Interface)
            ($links | ConvertFrom-Json).mtu
        }
    }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Label team=blue
    }
    AfterEach { Exit-TestHost }

    It 'changes labels, and says nothing' {
        Set-CNetNetwork lab -Label role=web, test=1 | Should -BeNullOrEmpty
        $labels = (Get-CNetNetwork lab).Labels
        "$($labels.Count) $($labels.role) $($labels.test)" | Should -BeExactly '2 web 1'
        Set-CNetNetwork lab -Label @{}
        (Get-CNetNetwork lab).Labels.Count | Should -Be 0
    }

    It 'changes the MTU of the bridge, of all that is on it, and of what comes later' {
        $null = $lab | Add-CNetEndpoint web, db
        $web = Join-CNetSandbox -Endpoint web -Sandbox web
        Set-CNetNetwork lab -Mtu 1400
        Get-MtuOf "br-$($lab.ShortId)" | Should -Be 1400
        Get-MtuOf $web.HostInterfaceName | Should -Be 1400
        Get-MtuOf eth0 -Sandbox web | Should -Be 1400
        $null = Join-CNetSandbox -Endpoint db -Sandbox db
        Get-MtuOf eth0 -Sandbox db | Should -Be 1400
        (Get-CNetNetwork lab).Options['com.docker.network.driver.mtu'] | Should -BeExactly '1400'
        (Get-CNetNetwork lab).Labels.team | Should -BeExactly 'blue'
    }

    It 'changes the name servers, and takes them away' {
        (Set-CNetNetwork lab -DnsServer 9.9.9.9, fd00::53 -PassThru).DnsServer | Should -BeExactly ([ipaddress]'9.9.9.9', [ipaddress]'fd00::53')
        Set-CNetNetwork lab -Label a=1
        (Get-CNetNetwork lab).DnsServer | Should -HaveCount 2
        (Set-CNetNetwork lab -DnsServer @() -PassThru).DnsServer | Should -BeNullOrEmpty
        Assert-Error { Set-CNetNetwork lab -DnsServer nope } AddressInvalid InvalidArgument
        Assert-Error { Set-CNetNetwork none -DnsServer 9.9.9.9 } DriverUnsupported NotImplemented
    }

    It 'takes networks by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Set-CNetNetwork lab -Label a=1 } }
        @{ Name = 'id'; Do = { Set-CNetNetwork $lab.ShortId -Label a=1 } }
        @{ Name = 'wildcard'; Do = { Set-CNetNetwork la* -Label a=1 } }
        @{ Name = 'object'; Do = { $lab | Set-CNetNetwork -Label a=1 } }
        @{ Name = 'piped name'; Do = { 'lab' | Set-CNetNetwork -Label a=1 } }
        @{ Name = 'property'; Do = { [pscustomobject]@{ Network = 'lab' } | Set-CNetNetwork -Label a=1 } }
        @{ Name = 'object of another process'; Do = { $lab | ConvertTo-Deserialized | Set-CNetNetwork -Label a=1 } }
    ) {
        & $Do
        (Get-CNetNetwork lab).Labels.a | Should -BeExactly '1'
        (Get-CNetNetwork bridge).Labels.Count | Should -Be 0
    }

    It 'changes the good ones and gives one error for each bad one' {
        $null = New-CNetNetwork other
        $changed = Set-CNetNetwork lab, nope, none, other -Mtu 1400 -PassThru -ErrorAction SilentlyContinue -ErrorVariable errors
        $changed.Name | Should -BeExactly 'lab', 'other'
        $changed.ForEach{ $_.Options['com.docker.network.driver.mtu'] } | Should -BeExactly '1400', '1400'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'NetworkNotFound', 'OptionUnknown'
    }

    It 'refuses an MTU of <Mtu> <Why>' -ForEach @{ Mtu = 1; Why = 'at all' }, @{ Mtu = 70000; Why = 'at all' }, @{ Mtu = 1000; Why = 'with IPv6' } {
        $null = New-CNetNetwork six -EnableIPv6
        $before = Get-HostState
        Assert-Error { Set-CNetNetwork six -Mtu $Mtu } OptionInvalid InvalidArgument
        Get-HostState | Should -BeExactly $before
    }

    It 'changes nothing with -WhatIf' {
        $before = Get-HostState
        Set-CNetNetwork lab -Label a=1 -Mtu 1400 -WhatIf
        Get-HostState | Should -BeExactly $before
    }

    It 'shows the network as it would be' {
        $preview = Set-CNetNetwork lab -Label a=1 -WhatIf -PassThru
        $preview.Labels.a | Should -BeExactly '1'
        $preview.IsPreview | Should -BeTrue
        Assert-Error { Set-CNetNetwork lab -Mtu 1 -WhatIf } OptionInvalid InvalidArgument
    }

    It 'changes nothing where the answer is no' {
        Invoke-Pwsh 'Set-CNetNetwork lab -Label a=1 -Confirm' n | Out-String | Should -Match 'Change network: lab\?'
        (Get-CNetNetwork lab).Labels.Count | Should -Be 1
        Set-CNetNetwork lab -Label a=1 -Confirm:$false
        (Get-CNetNetwork lab).Labels.a | Should -BeExactly '1'
    }

    It 'emits nothing where the answer is no' {
        Invoke-Pwsh '(Set-CNetNetwork lab -Label a=1 -Confirm -PassThru).ShortId' n | Out-String | Should -Not -Match $lab.ShortId
    }

    It 'says with -Verbose what it does' {
        Set-CNetNetwork lab -Mtu 1400 -Verbose 4>&1 | Out-String | Should -Match 'ip link set \S+ mtu 1400'
    }

    It 'refuses a network that is gone' {
        Remove-CNetNetwork lab
        Assert-Error { $lab | Set-CNetNetwork -Label a=1 } NetworkNotFound ObjectNotFound
    }

    It 'completes networks' {
        (Complete 'Set-CNetNetwork la').CompletionText | Should -BeExactly 'lab'
    }
}
