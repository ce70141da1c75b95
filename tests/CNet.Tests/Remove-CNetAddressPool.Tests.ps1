Describe 'Remove-CNetAddressPool' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $vpn, $lan = New-CNetAddressPool 10.5.0.0/24, 10.6.0.0/24 -Name vpn, lan
    }
    AfterEach { Exit-TestHost }

    It 'takes pools by <Name>, and says nothing' -ForEach @(
        @{ Name = 'prefix'; Do = { Remove-CNetAddressPool 10.5.0.0/24 } }
        @{ Name = 'name'; Do = { Remove-CNetAddressPool vpn } }
        @{ Name = 'wildcard'; Do = { Remove-CNetAddressPool 10.5* } }
        @{ Name = 'piped name'; Do = { 'vpn' | Remove-CNetAddressPool } }
        @{ Name = 'object'; Do = { $vpn | Remove-CNetAddressPool } }
        @{ Name = 'object of another process'; Do = { $vpn | ConvertTo-Deserialized | Remove-CNetAddressPool } }
    ) {
        & $Do | Should -BeNullOrEmpty
        (Get-CNetAddressPool 10.*).Name | Should -BeExactly 'lan'
        # Its addresses and its name are free again.
        (New-CNetAddressPool 10.5.0.0/25 -Name vpn).Used | Should -Be 2
    }

    It 'refuses one with leases and names them, unless it is forced' {
        $null = Request-CNetAddress -Pool vpn -Name printer
        Assert-Error { Remove-CNetAddressPool vpn } PoolInUse ResourceBusy '10\.5\.0\.1 \(printer\)'
        Assert-Error { Remove-CNetAddressPool vpn -WhatIf } PoolInUse ResourceBusy
        (Remove-CNetAddressPool vpn -Force -PassThru).Name | Should -BeExactly 'vpn'
        Get-CNetAddress 10.5.* | Should -BeNullOrEmpty
        $null = New-CNetAddressPool 10.5.0.0/24
        Get-CNetAddress -Pool 10.5.0.0/24 | Should -BeNullOrEmpty
    }

    It 'leaves the pools of networks to their networks' {
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        Assert-Error { Remove-CNetAddressPool 10.1.0.0/24 -Force } PoolInUse ResourceBusy "network 'lab'"
        Remove-CNetAddressPool *
        (Get-CNetAddressPool).Network | Should -BeExactly 'lab', 'bridge'
        @(Get-ErrorOf { $lab | Remove-CNetAddressPool -Force }).FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,CNet.Commands.RemoveCNetAddressPoolCommand'
    }

    It 'says what can be done instead' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24
        (Get-ErrorOf { Remove-CNetAddressPool 10.1.0.0/24 }).ErrorDetails.RecommendedAction | Should -Match 'Remove-CNetNetwork'
        # The network bridge cannot be removed, but moved: that is what makes its subnet free.
        $bridge = "$((Get-CNetNetwork bridge).Subnet[0])"
        $advice = (Get-ErrorOf { Remove-CNetAddressPool $bridge }).ErrorDetails.RecommendedAction
        $advice | Should -Match 'Set-CNetHost -DefaultSubnet'
        $advice | Should -Not -Match 'Remove-'
        Set-CNetHost -DefaultSubnet 10.99.0.0/24
        Get-CNetAddressPool | ForEach-Object { "$_" } | Should -Not -Contain $bridge
    }

    It 'does not mind an object that is gone; a name must exist' {
        $copy = $vpn | ConvertTo-Deserialized
        $vpn | Remove-CNetAddressPool
        Get-ErrorOf { $vpn, $copy | Remove-CNetAddressPool } | Should -BeNullOrEmpty
        Assert-Error { Remove-CNetAddressPool vpn } PoolNotFound ObjectNotFound
        # Whoever has its addresses now keeps them.
        $null = New-CNetNetwork lab -Subnet 10.5.0.0/24
        $vpn | Remove-CNetAddressPool
        (Get-CNetAddressPool 10.5.0.0/24).Network | Should -BeExactly 'lab'
    }

    It 'changes nothing with -WhatIf, and asks with -Confirm' {
        (Remove-CNetAddressPool vpn -WhatIf -PassThru).Name | Should -BeExactly 'vpn'
        Invoke-Pwsh 'Remove-CNetAddressPool vpn, lan -Confirm' n, y | Out-String | Should -Match 'Remove address pool: vpn \(10\.5\.0\.0/24\)\?'
        (Get-CNetAddressPool 10.*).Name | Should -BeExactly 'vpn'
    }
}
