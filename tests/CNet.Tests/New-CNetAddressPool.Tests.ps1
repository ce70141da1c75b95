Describe 'New-CNetAddressPool' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
    }
    AfterEach { Exit-TestHost }

    It 'makes a pool that no network overlaps with' {
        $pool = New-CNetAddressPool 10.5.0.0/16 -Name vpn -IPRange 10.5.1.0/24 -Reserved 10.5.1.0, 10.5.9.9
        "$pool $($pool.Name) $($pool.Range) $($pool.Reserved) $($pool.Network)" | Should -BeExactly '10.5.0.0/16 vpn 10.5.1.0/24 10.5.1.0 10.5.9.9 '
        "$($pool.Used) $($pool.Free)" | Should -BeExactly '4 255'
        Assert-Error { New-CNetNetwork lab -Subnet 10.5.7.0/24 } SubnetOverlap InvalidArgument "address pool 'vpn'"
    }

    It 'is refused where a network or a pool has the addresses, and names it' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24
        Assert-Error { New-CNetAddressPool 10.1.0.128/25 } SubnetOverlap InvalidArgument "network 'lab'"
        $null = New-CNetAddressPool 10.5.0.0/24
        Assert-Error { New-CNetAddressPool 10.5.0.0/24 } SubnetOverlap InvalidArgument
        Assert-Error { New-CNetAddressPool 10.0.0.0/8 } SubnetOverlap InvalidArgument
    }

    It 'keeps default subnets away, and takes one where only a size is asked for' {
        $pools = New-CNetAddressPool 0.0.0.0/26, ::/80
        $pools[0].Prefix | Should -BeExactly '172.18.0.0/26'
        $pools[1].Prefix.PrefixLength | Should -Be 80
        (New-CNetNetwork lab).Subnet[0] | Should -BeExactly '172.18.1.0/24'
    }

    It 'makes several' {
        $made = New-CNetAddressPool 10.5.0.0/24, 10.6.0.0/24 -Name a, b -Reserved 10.6.0.9 -IPRange 10.5.0.64/26
        $made.ForEach{ "$($_.Name) $($_.Prefix) $($_.Range) $($_.Reserved)" } | Should -BeExactly 'a 10.5.0.0/24 10.5.0.64/26 ', 'b 10.6.0.0/24  10.6.0.9'
    }

    It 'makes those of a table' {
        $rows = 'Prefix,Name,IPRange,Reserved', '10.5.0.0/24,vpn,10.5.0.64/26,"10.5.0.1, 10.5.0.70"', '10.6.0.0/24,lan,,10.6.0.1', '10.7.0.0/24,,,' | ConvertFrom-Csv
        ($rows | New-CNetAddressPool).ForEach{ "$($_.Name) $($_.Prefix) $($_.Range) $($_.Reserved)" } |
            Should -BeExactly 'vpn 10.5.0.0/24 10.5.0.64/26 10.5.0.1 10.5.0.70', 'lan 10.6.0.0/24  10.6.0.1', ' 10.7.0.0/24  '
        ('Prefix', '10.8.0.0/24' | ConvertFrom-Csv | New-CNetAddressPool -Name typed).Name | Should -BeExactly 'typed'
        ('Prefix,Name', '10.9.0.0/24,row' | ConvertFrom-Csv | New-CNetAddressPool -Name typed2).Name | Should -BeExactly 'typed2' -Because 'what is typed is meant'
    }

    It 'makes <Name> again' -ForEach @(
        @{ Name = 'pools'; Copy = { $args[0] } }
        @{ Name = 'pools of another process'; Copy = { $args[0] | ConvertTo-Deserialized } }
    ) {
        $pools = New-CNetAddressPool 10.5.0.0/24, 10.6.0.0/24 -Name vpn, lan -IPRange 10.5.0.64/26 -Reserved 10.5.0.1, 10.5.0.2
        $copies = & $Copy $pools
        Remove-CNetAddressPool *
        ($copies | New-CNetAddressPool).ForEach{ "$($_.Name) $($_.Prefix) $($_.Range) $($_.Reserved)" } | Should -BeExactly 'vpn 10.5.0.0/24 10.5.0.64/26 10.5.0.1 10.5.0.2', 'lan 10.6.0.0/24  '
        Remove-CNetAddressPool *
        (New-CNetAddressPool $copies).Name | Should -BeExactly 'vpn', 'lan'
    }

    It 'takes nothing of an object that describes no pool' {
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        foreach ($command in { $lab | New-CNetAddressPool }, { $lab | New-CNetAddressPool 10.5.0.0/24 }, { Get-CNetAddress 10.1.0.1 | New-CNetAddressPool }, { Get-Item / | New-CNetAddressPool 10.5.0.0/24 }) {
            @(Get-ErrorOf $command).FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,CNet.Commands.NewCNetAddressPoolCommand' -Because $command
        }
        Assert-Error { [pscustomobject] @{ Prefix = ''; Name = 'x' } | New-CNetAddressPool } SubnetInvalid InvalidArgument
        Assert-Error { [pscustomobject] @{ Prefix = '10.5.0.0/24'; Name = 'a b' } | New-CNetAddressPool } NameInvalid InvalidArgument
        Assert-Error { [pscustomobject] @{ Prefix = '10.5.0.0/24'; Reserved = '10.6.0.1' } | New-CNetAddressPool } AddressOutsideSubnet InvalidArgument
        (Get-CNetAddressPool).Network | Should -BeExactly 'lab', 'bridge'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'host bits'; Do = { New-CNetAddressPool 10.5.0.1/24 }; Id = 'SubnetInvalid' }
        @{ Name = 'everything'; Do = { New-CNetAddressPool 0.0.0.0/0 }; Id = 'SubnetInvalid' }
        @{ Name = 'loopback addresses'; Do = { New-CNetAddressPool 127.0.0.0/24 }; Id = 'SubnetInvalid' }
        @{ Name = 'a range of another prefix'; Do = { New-CNetAddressPool 10.5.0.0/24 -IPRange 10.6.0.0/25 }; Id = 'RangeInvalid' }
        @{ Name = 'two ranges'; Do = { New-CNetAddressPool 10.5.0.0/24 -IPRange 10.5.0.0/26, 10.5.0.64/26 }; Id = 'RangeInvalid' }
        @{ Name = 'a reserved address of another prefix'; Do = { New-CNetAddressPool 10.5.0.0/24 -Reserved 10.6.0.1 }; Id = 'AddressOutsideSubnet' }
        @{ Name = 'no address'; Do = { New-CNetAddressPool 10.5.0.0/24 -Reserved 10.6 }; Id = 'AddressInvalid' }
        @{ Name = 'a name that is none'; Do = { New-CNetAddressPool 10.5.0.0/24 -Name 'a b' }; Id = 'NameInvalid' }
        @{ Name = 'names that are too many'; Do = { New-CNetAddressPool 10.5.0.0/24 -Name a, b }; Id = 'CountMismatch' }
    ) {
        Assert-Error $Do $Id InvalidArgument
        (Get-CNetAddressPool).Network | Should -BeExactly 'bridge'
    }

    It 'makes nothing with -WhatIf, and shows what would be' {
        $previews = New-CNetAddressPool 0.0.0.0/24, 0.0.0.0/24 -WhatIf
        $previews.Prefix | Should -BeExactly '172.18.0.0/24', '172.18.1.0/24'
        Get-CNetAddressPool 172.18.* | Should -BeNullOrEmpty
        Invoke-Pwsh 'New-CNetAddressPool 10.5.0.0/24 -WhatIf | Request-CNetAddress -Name a | Remove-CNetAddress' | Should -HaveCount 3
        (New-CNetAddressPool 10.5.0.0/24 -WhatIf | New-CNetAddressPool).IsPreview | Should -BeTrue
        Get-CNetAddressPool 10.* | Should -BeNullOrEmpty
        Invoke-Pwsh 'New-CNetAddressPool 10.5.0.0/24, 10.6.0.0/24 -Confirm' n, y | Out-String | Should -Match 'Create address pool: 10\.5\.0\.0/24\?'
        (Get-CNetAddressPool 10.*).Prefix | Should -BeExactly '10.6.0.0/24'
    }
}
