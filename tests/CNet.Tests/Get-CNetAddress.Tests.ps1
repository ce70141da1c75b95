Describe 'Get-CNetAddress' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24, fd00:1::/64 -AuxiliaryAddress printer=10.1.0.9
        $vpn = New-CNetAddressPool 10.5.0.0/24 -Name vpn -Reserved 10.5.0.1
        $null = $lab | Add-CNetEndpoint web
        $null = Request-CNetAddress lab -Name vm
        $null = Request-CNetAddress -Pool vpn
    }
    AfterEach { Exit-TestHost }

    It 'lists who holds what, by address' {
        (Get-CNetAddress -Network lab).ForEach{ "$($_.IPAddress)/$($_.PrefixLength) $($_.Kind) $($_.Name)" } | Should -BeExactly @(
            '10.1.0.1/24 Gateway ', '10.1.0.2/24 Endpoint web', '10.1.0.3/24 Requested vm', '10.1.0.9/24 Auxiliary printer', 'fd00:1::1/64 Gateway ', 'fd00:1::2/64 Endpoint web')
        (Get-CNetAddress -Pool vpn).ForEach{ "$($_.IPAddress) $($_.Kind) $($_.Name)" } | Should -BeExactly '10.5.0.1 Auxiliary ', '10.5.0.2 Requested '
        (Get-CNetAddress).Count | Should -Be 9 -Because 'the gateway of the network bridge is there too'
        $web = Get-CNetAddress 10.1.0.2
        "$($web.Network)/$($web.Endpoint) $($web.Pool)" | Should -BeExactly 'lab/web 10.1.0.0/24'
    }

    It 'finds addresses by <Name>' -ForEach @(
        @{ Name = 'text'; Do = { Get-CNetAddress 10.1.0.3 } }
        @{ Name = 'address'; Do = { Get-CNetAddress ([ipaddress] '10.1.0.3') } }
        @{ Name = 'wildcard'; Do = { Get-CNetAddress 10.?.0.3 } }
        @{ Name = 'name'; Do = { Get-CNetAddress -Name VM } }
        @{ Name = 'kind'; Do = { Get-CNetAddress -Kind Requested -Network lab } }
        @{ Name = 'network'; Do = { $lab | Get-CNetAddress 10.1.0.3 } }
        @{ Name = 'pool'; Do = { Get-CNetAddressPool 10.1.0.0/24 | Get-CNetAddress 10.1.0.3 } }
        @{ Name = 'object'; Do = { Get-CNetAddress 10.1.0.3 | Get-CNetAddress } }
        @{ Name = 'object of another process'; Do = { Get-CNetAddress 10.1.0.3 | ConvertTo-Deserialized | Get-CNetAddress } }
    ) {
        (& $Do).Name | Should -BeExactly 'vm'
    }

    It 'takes a pool by itself, not by its network' {
        (Get-CNetAddressPool 10.1.0.0/24 | Get-CNetAddress).Count | Should -Be 4
        ($vpn | Get-CNetAddress).Count | Should -Be 2
    }

    It 'finds the good ones and gives one error for each bad one' {
        $found = Get-CNetAddress 10.1.0.1, 10.1.0.77, 10.5, 10.99.0.1, 10.1.0.2 -ErrorAction SilentlyContinue -ErrorVariable errors
        $found.IPAddress | Should -Be ([ipaddress[]]('10.1.0.1', '10.1.0.2'))
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'AddressNotFound', 'AddressInvalid', 'AddressNotFound'
        Assert-Error { Get-CNetAddress 10.5.0.2 -Network lab } AddressNotFound ObjectNotFound "network 'lab'"
        Assert-NullIsNotAll { Get-CNetAddress $null }
        Assert-NullIsNotAll { Get-CNetAddress -Network $null }
    }

    It 'leaves the addresses of links to their endpoints, and says so' {
        $null = New-CNetNetwork other | Add-CNetEndpoint web -LinkLocalAddress 169.254.7.7
        $null = $lab | Add-CNetEndpoint db -LinkLocalAddress 169.254.7.7, fe80::7
        Get-CNetAddress 169.254.*, fe80* | Should -BeNullOrEmpty
        $lab | Get-CNetAddress -Name db | ForEach-Object { "$_" } | Should -BeExactly '10.1.0.4', 'fd00:1::3'
        Assert-Error { Get-CNetAddress 169.254.7.7 } AddressNotFound ObjectNotFound 'of the link alone'
        Assert-Error { Get-CNetAddress fe80::7 } AddressNotFound ObjectNotFound 'of the link alone'
        (Get-ErrorOf { Get-CNetAddress 169.254.7.7 }).ErrorDetails.RecommendedAction | Should -Match 'Get-CNetEndpoint .+ LinkLocalAddress'
        (Get-CNetEndpoint | Where-Object LinkLocalAddress -Contains 169.254.7.7).ForEach{ "$($_.Network)/$_" } | Should -BeExactly 'lab/db', 'other/web'
        # A pool may be of such addresses: then it gives them out like any other.
        $null = New-CNetAddressPool 169.254.9.0/24 | Request-CNetAddress -IPAddress 169.254.9.9 -Name vm
        (Get-CNetAddress 169.254.9.9).Name | Should -BeExactly 'vm'
    }

    It 'shows a table, a list and a wide view' {
        Get-CNetAddress -Network lab | Format-Table | Out-String -Width 120 | Should -Match '(?s)IPAddress +Kind +Name +Network +Pool.+10\.1\.0\.2 +Endpoint +web +lab +10\.1\.0\.0/24'
        Get-CNetAddress 10.1.0.3 | Format-List | Out-String | Should -Match '(?s)Kind +: Requested.+Created +: \S'
        Get-CNetAddress 10.1.0.3 | Format-Wide | Out-String | Should -Match '10\.1\.0\.3'
    }

    It 'completes addresses' {
        (Complete 'Get-CNetAddress -Network lab -IPAddress 10.').CompletionText | Should -BeExactly '10.1.0.1', '10.1.0.2', '10.1.0.3', '10.1.0.9'
        (Complete 'Get-CNetAddress 10.1.0.2').ToolTip | Should -BeExactly 'Endpoint web on lab'
    }
}
