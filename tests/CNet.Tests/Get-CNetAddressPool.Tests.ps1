Describe 'Get-CNetAddressPool' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24, fd00:1::/64 -IPRange 10.1.0.128/25 -AuxiliaryAddress printer=10.1.0.9
        $vpn = New-CNetAddressPool 10.5.0.0/24 -Name vpn
    }
    AfterEach { Exit-TestHost }

    It 'lists the subnets of networks and pools of their own, by prefix' {
        (Get-CNetAddressPool).ForEach{ "$($_.Prefix) $($_.Network)$($_.Name)" } |
            Should -BeExactly '10.1.0.0/24 lab', '10.5.0.0/24 vpn', "$((Get-CNetNetwork bridge).Subnet[0]) bridge", 'fd00:1::/64 lab'
    }

    It 'counts what is taken, and what can be chosen of the range' {
        $pool = Get-CNetAddressPool 10.1.0.0/24
        # The network's own, the broadcast, the auxiliary and the gateway's address; of the range the last two.
        "$($pool.Size) $($pool.Used) $($pool.Free) $($pool.Range)" | Should -BeExactly '256 4 126 10.1.0.128/25'
        $null = $lab | Add-CNetEndpoint web
        $null = Request-CNetAddress lab -IPAddress 10.1.0.5
        $pool = $pool | Get-CNetAddressPool
        "$($pool.Used) $($pool.Free)" | Should -BeExactly '6 125'
        Remove-CNetEndpoint web
        "$(($pool | Get-CNetAddressPool).Free)" | Should -BeExactly '126'
    }

    It 'counts in numbers of any size' {
        $pool = New-CNetAddressPool 4000::/3
        $pool.Size | Should -BeOfType bigint
        $pool.Size | Should -Be ([bigint]::Pow(2, 125))
        $pool.Free | Should -Be ($pool.Size - 1)
        $pool.Free -gt 5 | Should -BeTrue
        "$((New-CNetAddressPool 10.7.0.0/31).Free) $((New-CNetAddressPool 10.8.0.7/32).Free)" | Should -BeExactly '2 1'
    }

    It 'finds pools by <Name>' -ForEach @(
        @{ Name = 'prefix'; Do = { Get-CNetAddressPool 10.5.0.0/24 } }
        @{ Name = 'name'; Do = { Get-CNetAddressPool vpn } }
        @{ Name = 'wildcard of a prefix'; Do = { Get-CNetAddressPool 10.5.* } }
        @{ Name = 'wildcard of a name'; Do = { Get-CNetAddressPool V* } }
        @{ Name = 'piped name'; Do = { 'vpn' | Get-CNetAddressPool } }
        @{ Name = 'object'; Do = { $vpn | Get-CNetAddressPool } }
        @{ Name = 'object of another process'; Do = { $vpn | ConvertTo-Deserialized | Get-CNetAddressPool } }
    ) {
        (& $Do).Name | Should -BeExactly 'vpn'
    }

    It 'takes wildcards and completes in any case, and names exactly as they are' {
        Assert-Error { Get-CNetAddressPool VPN } PoolNotFound ObjectNotFound
        Assert-Error { Remove-CNetAddressPool Vpn } PoolNotFound ObjectNotFound
        Assert-Error { Request-CNetAddress -Pool VPN } PoolNotFound ObjectNotFound
        $null = New-CNetAddressPool 10.6.0.0/24 -Name VPN
        (Get-CNetAddressPool vpn).Prefix | Should -BeExactly '10.5.0.0/24'
        (Get-CNetAddressPool VPN).Prefix | Should -BeExactly '10.6.0.0/24'
        (Get-CNetAddressPool Vp*).Name | Should -BeExactly 'vpn', 'VPN'
        (Complete 'Get-CNetAddressPool VP').CompletionText | Should -BeExactly 'vpn', 'VPN'
        Remove-CNetAddressPool VPN
        (Get-CNetAddressPool v*).Name | Should -BeExactly 'vpn'
    }

    It 'narrows by network: <Name>' -ForEach @(
        @{ Name = 'named'; Do = { Get-CNetAddressPool -Network lab } }
        @{ Name = 'piped'; Do = { $lab | Get-CNetAddressPool } }
        @{ Name = 'of an endpoint'; Do = { $lab | Add-CNetEndpoint web | Get-CNetAddressPool } }
        @{ Name = 'of another process'; Do = { $lab | ConvertTo-Deserialized | Get-CNetAddressPool } }
    ) {
        (& $Do).Prefix | Should -BeExactly '10.1.0.0/24', 'fd00:1::/64'
    }

    It 'gives the pool of an address: <Name>' -ForEach @(
        @{ Name = 'that was requested of a pool'; Do = { Request-CNetAddress -Pool vpn | Get-CNetAddressPool }; Prefix = '10.5.0.0/24' }
        @{ Name = 'that was requested of a network'; Do = { Request-CNetAddress lab -IPv6 | Get-CNetAddressPool }; Prefix = 'fd00:1::/64' }
        @{ Name = 'of an endpoint'; Do = { $lab | Add-CNetEndpoint web | Out-Null; Get-CNetAddress -Name web | Get-CNetAddressPool }; Prefix = '10.1.0.0/24', 'fd00:1::/64' }
        @{ Name = 'of another process'; Do = { Request-CNetAddress -Pool vpn | ConvertTo-Deserialized | Get-CNetAddressPool }; Prefix = '10.5.0.0/24' }
        @{ Name = 'as text'; Do = { Get-CNetAddressPool -Address 10.1.0.9 }; Prefix = '10.1.0.0/24' }
        @{ Name = 'by wildcard, once'; Do = { $null = Request-CNetAddress -Pool vpn -Name a, b; Get-CNetAddressPool -Address 10.* }; Prefix = '10.1.0.0/24', '10.5.0.0/24' }
    ) {
        (& $Do).Prefix | Should -BeExactly $Prefix
    }

    It 'gives the pool of an address that would be, and says what is gone' {
        $pool = New-CNetAddressPool 10.9.0.0/24 -WhatIf | Request-CNetAddress | Get-CNetAddressPool
        "$pool $($pool.Used) $($pool.IsPreview)" | Should -BeExactly '10.9.0.0/24 3 True'
        $lease = $vpn | Request-CNetAddress
        Remove-CNetAddressPool vpn -Force
        Assert-Error { $lease | Get-CNetAddressPool } PoolNotFound ObjectNotFound
        Assert-Error { $lease | ConvertTo-Deserialized | Get-CNetAddressPool } AddressNotFound ObjectNotFound
        Assert-Error { Get-CNetAddressPool -Address 10.1.0.99 } AddressNotFound ObjectNotFound
        Assert-NullIsNotAll { Get-CNetAddressPool -Address $null }
    }

    It 'removes no pool for an address' {
        @(Get-ErrorOf { Request-CNetAddress -Pool vpn | Remove-CNetAddressPool -Force }).FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,CNet.Commands.RemoveCNetAddressPoolCommand'
        (Get-CNetAddressPool vpn).Prefix | Should -BeExactly '10.5.0.0/24'
    }

    It 'shows the pools of a network that would be' {
        $pool = New-CNetNetwork next -Subnet 10.9.0.0/24 -WhatIf | Get-CNetAddressPool
        "$pool $($pool.Used) $($pool.IsPreview)" | Should -BeExactly '10.9.0.0/24 3 True'
        Get-CNetNetwork none | Get-CNetAddressPool | Should -BeNullOrEmpty
    }

    It 'finds the good ones and gives one error for each bad one' {
        $found = Get-CNetAddressPool vpn, nope, '', 10.1.0.0/25, 10.1.0.0/24 -ErrorAction SilentlyContinue -ErrorVariable errors
        $found.Prefix | Should -BeExactly '10.5.0.0/24', '10.1.0.0/24'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'PoolNotFound', 'NameInvalid', 'PoolNotFound'
        Assert-NullIsNotAll { Get-CNetAddressPool $null }
    }

    It 'shows a table, a list and a wide view' {
        Get-CNetAddressPool | Format-Table | Out-String | Should -Match '(?s)Prefix +Network +Name +Size +Used +Free.+10\.1\.0\.0/24 +lab +256 +4 +126.+10\.5\.0\.0/24 +vpn +256 +2 +254'
        Get-CNetAddressPool 10.1.0.0/24 | Format-List | Out-String | Should -Match '(?s)Range +: 10\.1\.0\.128/25.+Free +: 126'
        Get-CNetAddressPool vpn | Format-Wide | Out-String | Should -Match '10\.5\.0\.0/24'
    }

    It 'completes names and prefixes' {
        (Complete 'Get-CNetAddressPool ').CompletionText | Should -Contain 'vpn'
        $found = Complete 'Get-CNetAddressPool 10.1'
        "$($found.CompletionText) $($found.ToolTip)" | Should -BeExactly '10.1.0.0/24 network lab, 4 of 256 used'
    }
}
