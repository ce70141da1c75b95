Describe 'Request-CNetAddress' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24, fd00:1::/64
        $vpn = New-CNetAddressPool 10.5.0.0/30 -Name vpn
    }
    AfterEach { Exit-TestHost }

    It 'gives an address that nobody else gets' {
        $lease = Request-CNetAddress lab -Name vm
        "$lease $($lease.Name) $($lease.Kind) $($lease.Network) $($lease.Pool)" | Should -BeExactly '10.1.0.2 vm Requested lab 10.1.0.0/24'
        (Add-CNetEndpoint -Network lab web).IPv4Address | Should -Be ([ipaddress] '10.1.0.3')
        Assert-Error { Add-CNetEndpoint -Network lab db -IPAddress 10.1.0.2 } AddressInUse ResourceBusy "held by 'vm'"
        Assert-Error { Request-CNetAddress lab -IPAddress 10.1.0.2 } AddressInUse ResourceBusy "held by 'vm'"
        Assert-Error { Request-CNetAddress lab -IPAddress 10.1.0.3 } AddressInUse ResourceBusy "endpoint 'web' on network 'lab'"
        Assert-Error { Request-CNetAddress lab -IPAddress 10.1.0.1 } AddressInUse ResourceBusy "the gateway of network 'lab'"
        Assert-Error { Request-CNetAddress lab -IPAddress 10.1.0.255 } AddressInUse ResourceBusy 'broadcast'
    }

    It 'keeps the network and its pool until it is given back' {
        $null = Request-CNetAddress lab -Name vm
        Assert-Error { Remove-CNetNetwork lab } NetworkInUse ResourceBusy '10\.1\.0\.2 \(vm\)'
        Remove-CNetNetwork lab -Force
        Get-CNetAddress 10.1.* | Should -BeNullOrEmpty
        (New-CNetNetwork lab -Subnet 10.1.0.0/24 | Add-CNetEndpoint web).IPAddress | Should -Be ([ipaddress] '10.1.0.2')
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'an IPv6 address'; Do = { Request-CNetAddress lab -IPv6 }; Expected = 'fd00:1::2' }
        @{ Name = 'the very address'; Do = { Request-CNetAddress lab -IPAddress fd00:1::9 }; Expected = 'fd00:1::9' }
        @{ Name = 'a piped network'; Do = { $lab | Request-CNetAddress }; Expected = '10.1.0.2' }
        @{ Name = 'a network of another process'; Do = { $lab | ConvertTo-Deserialized | Request-CNetAddress }; Expected = '10.1.0.2' }
        @{ Name = 'a pool by name'; Do = { Request-CNetAddress -Pool vpn }; Expected = '10.5.0.1' }
        @{ Name = 'a pool by prefix'; Do = { Request-CNetAddress -Pool 10.5.0.0/30 -IPAddress 10.5.0.2 }; Expected = '10.5.0.2' }
        @{ Name = 'a piped pool'; Do = { $vpn | Request-CNetAddress }; Expected = '10.5.0.1' }
        @{ Name = 'a pool of another process'; Do = { $vpn | ConvertTo-Deserialized | Request-CNetAddress }; Expected = '10.5.0.1' }
        @{ Name = 'the pools of a network, one of each'; Do = { $lab | Get-CNetAddressPool | Request-CNetAddress }; Expected = '10.1.0.2', 'fd00:1::2' }
        @{ Name = 'several names'; Do = { Request-CNetAddress lab -Name a, b }; Expected = '10.1.0.2', '10.1.0.3' }
        @{ Name = 'names and addresses'; Do = { Request-CNetAddress lab -Name a, b -IPAddress 10.1.0.7, fd00:1::7 }; Expected = '10.1.0.7', 'fd00:1::7' }
    ) {
        (& $Do).ForEach{ "$_" } | Should -BeExactly $Expected
    }

    It 'gives out the range of a pool, and any address where it is named' {
        $null = New-CNetAddressPool 10.6.0.0/24 -Name wifi -IPRange 10.6.0.252/30 -Reserved 10.6.0.253
        (Request-CNetAddress -Pool wifi -Name a, b).ForEach{ "$_" } | Should -BeExactly '10.6.0.252', '10.6.0.254'
        Assert-Error { Request-CNetAddress -Pool wifi } PoolExhausted LimitsExceeded
        "$(Request-CNetAddress -Pool wifi -IPAddress 10.6.0.5)" | Should -BeExactly '10.6.0.5'
        Assert-Error { Request-CNetAddress -Pool wifi -IPAddress 10.6.0.253 } AddressInUse ResourceBusy 'keeps it for others'
    }

    It 'gives the good ones and one error for each bad one' {
        $leases = Request-CNetAddress -Pool vpn -Name a, 'b c', b, c -ErrorAction SilentlyContinue -ErrorVariable errors
        $leases.Name | Should -BeExactly 'a', 'b'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'NameInvalid', 'PoolExhausted'
        Assert-Error { Request-CNetAddress lab -IPAddress 10.5.0.1 } AddressOutsideSubnet InvalidArgument
        Assert-Error { Request-CNetAddress -Pool vpn -IPAddress 10.1.0.1 } AddressOutsideSubnet InvalidArgument
        Assert-Error { Request-CNetAddress lab -Name a, b -IPAddress 10.1.0.8 } CountMismatch InvalidArgument
        Assert-Error { Request-CNetAddress none } PoolRequired InvalidArgument
        Assert-Error { Request-CNetAddress nope } NetworkNotFound ObjectNotFound
    }

    It 'takes nothing with -WhatIf, and shows what it would take' {
        (Request-CNetAddress lab -Name a, b -WhatIf).ForEach{ "$_ $($_.IsPreview)" } | Should -BeExactly '10.1.0.2 True', '10.1.0.3 True'
        (New-CNetNetwork next -Subnet 10.9.0.0/24 -WhatIf | Request-CNetAddress -Name a).ForEach{ "$_" } | Should -BeExactly '10.9.0.2'
        Get-CNetAddress -Kind Requested | Should -BeNullOrEmpty
        Invoke-Pwsh 'Request-CNetAddress lab -Name a, b -Confirm' n, y | Out-String | Should -Match 'Request address of network lab: a\?'
        (Get-CNetAddress -Kind Requested).Name | Should -BeExactly 'b'
    }

    It 'completes networks and pools' {
        (Complete 'Request-CNetAddress la').CompletionText | Should -BeExactly 'lab'
        (Complete 'Request-CNetAddress -Pool v').CompletionText | Should -BeExactly 'vpn'
    }
}
