Describe 'Add-CNetEndpoint' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
    }
    AfterEach { Exit-TestHost }

    Context 'what it adds' {
        It 'reserves addresses, and makes no interface yet' {
            $endpoint = $lab | Add-CNetEndpoint web
            $endpoint | Should -BeOfType CNet.Endpoint
            "$($endpoint.Name) $($endpoint.Network) $($endpoint.IPAddress)/$($endpoint.PrefixLength) $($endpoint.State)" | Should -BeExactly 'web lab 10.1.0.2/24 Ready'
            $endpoint.Id | Should -MatchExactly '^[0-9a-f]{64}$'
            $endpoint.MacAddress | Should -Match '^.[26ae](:[0-9a-f]{2}){5}$' -Because 'it is a local unicast one'
            Invoke-InHost ip -o link show type veth | Should -BeNullOrEmpty
            (Get-CNetNetwork lab).EndpointCount | Should -Be 1
        }

        It 'pairs several names with addresses' {
            $endpoints = $lab | Add-CNetEndpoint -Name web, db -IPAddress 10.1.0.20, 10.1.0.10 -MacAddress 02:00:00:00:00:01, 02-00-00-00-00-02
            $endpoints.ForEach{ "$($_.Name) $($_.IPAddress) $($_.MacAddress)" } | Should -BeExactly 'web 10.1.0.20 02:00:00:00:00:01', 'db 10.1.0.10 02:00:00:00:00:02'
        }

        It 'takes an IPv6 address beside an IPv4 one, or either alone' {
            $six = New-CNetNetwork six -Subnet 10.6.0.0/24, fd00:6::/64
            $both = $six | Add-CNetEndpoint a -IPAddress 10.6.0.9 -IPv6Address fd00:6::9
            "$($both.IPAddress) $($both.IPv6Address)/$($both.IPv6PrefixLength)" | Should -BeExactly '10.6.0.9 fd00:6::9/64'
            $one = $six | Add-CNetEndpoint b -IPAddress fd00:6::8
            "$($one.IPv4Address) $($one.IPv6Address)" | Should -BeExactly '10.6.0.2 fd00:6::8'
        }

        It 'takes addresses as objects' {
            $endpoint = $lab | Add-CNetEndpoint web -IPAddress ([ipaddress] '10.1.0.9') -MacAddress ([System.Net.NetworkInformation.PhysicalAddress]::Parse('020000000009'))
            "$($endpoint.IPAddress) $($endpoint.MacAddress)" | Should -BeExactly '10.1.0.9 02:00:00:00:00:09'
            Remove-CNetEndpoint web
            ($lab | Add-CNetEndpoint again -MacAddress $endpoint.MacAddress).MacAddress | Should -Be $endpoint.MacAddress
        }

        It 'gives the sandbox the name, the routes and the addresses it was told' {
            $endpoint = $lab | Add-CNetEndpoint web -InterfaceName net7 -Route @{ '10.9.0.0/16' = '10.1.0.254' } -MacAddress 02:00:00:00:00:01 -Label tier=1 -Sandbox box
            "$($endpoint.Sandbox) $($endpoint.InterfaceName) $($endpoint.State) $($endpoint.Labels.tier)" | Should -BeExactly 'box net7 Joined 1'
            $link = Invoke-InSandbox box ip -j addr show net7 | ConvertFrom-Json
            "$($link.address) $($link.addr_info.local)" | Should -BeExactly '02:00:00:00:00:01 10.1.0.2'
            Invoke-InSandbox box ip route show 10.9.0.0/16 | Should -Match 'via 10\.1\.0\.254 dev net7'
        }

        It 'takes the name of the interface as an option too' {
            $endpoint = $lab | Add-CNetEndpoint web -Option ifname=net3 -Sandbox box
            "$($endpoint.InterfaceName) $($endpoint.Options['com.docker.network.endpoint.ifname'])" | Should -BeExactly 'net3 net3'
        }

        It 'holds the sandbox to rates once it is joined' {
            $endpoint = $lab | Add-CNetEndpoint web -EgressRate 10mbit -IngressRate 1.5mbit
            "$($endpoint.EgressRate) $($endpoint.IngressRate)" | Should -BeExactly '10mbit 1500kbit'
            Invoke-InHost tc qdisc show | Should -Not -Match 'tbf'
            $endpoint = $endpoint | Join-CNetSandbox -Sandbox box
            Invoke-InHost tc qdisc show dev $endpoint.HostInterfaceName root | Should -Match 'tbf .* rate 1500Kbit'
            Invoke-InHost tc qdisc show dev "ifb$($endpoint.Id.Substring(0, 11))" root | Should -Match 'tbf .* rate 10Mbit'
            $other = $lab | Add-CNetEndpoint other
            "$($other.EgressRate) $($other.IngressRate)" | Should -BeExactly 'unlimited unlimited'
        }

        It 'gives the same rate to each of several' {
            ($lab | Add-CNetEndpoint web, db -EgressRate 10mbit).EgressRate.ForEach{ "$_" } | Should -BeExactly '10mbit', '10mbit'
        }

        It 'refuses a rate of <_>' -ForEach '10mb', '1kbit', '500gbit' {
            Assert-Error ([scriptblock]::Create("Add-CNetEndpoint -Network lab -Name web -EgressRate $_")) RateInvalid InvalidArgument
            Assert-Error ([scriptblock]::Create("Add-CNetEndpoint -Network lab -Name web -IngressRate $_")) RateInvalid InvalidArgument
            Get-CNetEndpoint | Should -BeNullOrEmpty
        }

        It 'adds endpoints without addresses to none and host' {
            $endpoints = Add-CNetEndpoint -Network none, host -Name idle
            $endpoints.Network | Should -BeExactly 'none', 'host'
            $endpoints.Where{ $_.IPAddress } | Should -BeNullOrEmpty
        }

        It 'refuses a MAC address where there is no interface' {
            Assert-Error { Add-CNetEndpoint -Network none -Name idle -MacAddress 02:00:00:00:00:01 } DriverUnsupported NotImplemented
        }

        It 'makes the device of the network bridge with its first join only' {
            $null = Add-CNetEndpoint -Network bridge -Name first
            Invoke-InHost ip -o link show type bridge | Should -HaveCount 1 -Because 'only that of lab is there'
            (Join-CNetSandbox -Endpoint first -Sandbox box).IPAddress | Should -Be '172.17.0.2'
            Invoke-InHost ip -br addr show cnet0 | Should -Match '172\.17\.0\.1/16'
        }
    }

    Context 'to which networks' {
        It 'takes networks by <Name>' -ForEach @(
            @{ Name = 'name'; Do = { Add-CNetEndpoint -Network lab -Name web } }
            @{ Name = 'name, the endpoint by position'; Do = { Add-CNetEndpoint web -Network lab } }
            @{ Name = 'id'; Do = { Add-CNetEndpoint -Network $lab.Id -Name web } }
            @{ Name = 'beginning of the id'; Do = { Add-CNetEndpoint -Network $lab.ShortId -Name web } }
            @{ Name = 'object'; Do = { Add-CNetEndpoint -Network $lab -Name web } }
            @{ Name = 'piped object'; Do = { $lab | Add-CNetEndpoint -Name web } }
            @{ Name = 'piped name'; Do = { 'lab' | Add-CNetEndpoint web } }
            @{ Name = 'property'; Do = { [pscustomobject]@{ Network = 'lab'; Name = 'ignored' } | Add-CNetEndpoint web } }
            @{ Name = 'object of another process'; Do = { $lab | ConvertTo-Deserialized | Add-CNetEndpoint web } }
        ) {
            $endpoint = & $Do
            "$($endpoint.Network)/$($endpoint.Name)" | Should -BeExactly 'lab/web'
        }

        It 'takes the endpoints by position' {
            (Add-CNetEndpoint web, db -Network lab).Name | Should -BeExactly 'web', 'db'
        }

        It 'takes several, and gives one error for each bad one' {
            $null = New-CNetNetwork other
            $added = Add-CNetEndpoint -Network lab, nope, other -Name web -ErrorAction SilentlyContinue -ErrorVariable errors
            $added.Network | Should -BeExactly 'lab', 'other'
            $errors.FullyQualifiedErrorId | Should -BeExactly 'NetworkNotFound,CNet.Commands.AddCNetEndpointCommand'
        }

        It 'is not touched by what is no network' {
            @(Get-ErrorOf { New-CNetSandbox box | Add-CNetEndpoint web }).FullyQualifiedErrorId | Should -Match '^InputObjectNotBound'
            Get-CNetEndpoint | Should -BeNullOrEmpty
        }
    }

    Context 'names' {
        It 'takes a number as it was typed' {
            ($lab | Add-CNetEndpoint 010).Name | Should -BeExactly '010'
        }

        It 'takes the same name once in each network' {
            $null = New-CNetNetwork other | Add-CNetEndpoint web
            ($lab | Add-CNetEndpoint web).Network | Should -BeExactly 'lab'
            Assert-Error { $lab | Add-CNetEndpoint web } EndpointExists ResourceExists
        }

        It 'adds the good ones and gives one error for each bad one' {
            $added = $lab | Add-CNetEndpoint 'a', '', 'b c', 'b', 'a', '-d' -ErrorAction SilentlyContinue -ErrorVariable errors
            $added.Name | Should -BeExactly 'a', 'b'
            $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'NameInvalid', 'NameInvalid', 'EndpointExists', 'NameInvalid'
            $errors.TargetObject | Should -BeExactly '', 'b c', 'a', '-d'
        }
    }

    Context 'what it refuses' {
        It '<Id>: <Name>' -ForEach @(
            @{ Name = 'half an address'; Arguments = @{ IPAddress = '10.5' }; Id = 'AddressInvalid' }
            @{ Name = 'a number'; Arguments = @{ IPAddress = 1 }; Id = 'AddressInvalid' }
            @{ Name = 'an IPv4 address as an IPv6 one'; Arguments = @{ IPv6Address = '10.1.0.5' }; Id = 'AddressInvalid' }
            @{ Name = 'an IPv4 address in IPv6 clothes'; Arguments = @{ IPAddress = '::ffff:10.1.0.5' }; Id = 'AddressInvalid' }
            @{ Name = 'an address elsewhere'; Arguments = @{ IPAddress = '10.2.0.5' }; Id = 'AddressOutsideSubnet'; Message = '10\.2\.0\.5' }
            @{ Name = 'half a MAC address'; Arguments = @{ MacAddress = '02:00' }; Id = 'MacAddressInvalid' }
            @{ Name = 'a multicast MAC address'; Arguments = @{ MacAddress = '01:00:00:00:00:01' }; Id = 'MacAddressInvalid' }
            @{ Name = 'two addresses for one endpoint'; Arguments = @{ IPAddress = '10.1.0.5', '10.1.0.6' }; Id = 'CountMismatch' }
            @{ Name = 'two MAC addresses for one endpoint'; Arguments = @{ MacAddress = '02:00:00:00:00:01', '02:00:00:00:00:02' }; Id = 'CountMismatch' }
            @{ Name = 'an option that is none'; Arguments = @{ Option = 'foo=1' }; Id = 'OptionUnknown' }
            @{ Name = 'no name of an interface'; Arguments = @{ InterfaceName = 'a/b' }; Id = 'OptionInvalid' }
            @{ Name = 'a name of an interface twice'; Arguments = @{ InterfaceName = 'a'; Option = 'ifname=a' }; Id = 'OptionInvalid' }
            @{ Name = 'a default route'; Arguments = @{ Route = @{ '0.0.0.0/0' = '10.1.0.254' } }; Id = 'RouteInvalid' }
            @{ Name = 'a route by elsewhere'; Arguments = @{ Route = @{ '10.9.0.0/16' = '10.2.0.254' } }; Id = 'RouteInvalid' }
        ) {
            $before = Get-HostState
            Assert-Error { $lab | Add-CNetEndpoint web @Arguments } $Id InvalidArgument $Message
            Get-HostState | Should -BeExactly $before
        }

        It 'names the holder of an address' {
            $null = $lab | Add-CNetEndpoint db -IPAddress 10.1.0.5
            Assert-Error { $lab | Add-CNetEndpoint web -IPAddress 10.1.0.5 } AddressInUse ResourceBusy "held by endpoint 'db' on network 'lab'"
            Assert-Error { $lab | Add-CNetEndpoint web -IPAddress 10.1.0.1 } AddressInUse ResourceBusy "the gateway of network 'lab'"
        }

        It 'refuses <_>, and says what to do'  -ForEach '10.1.0.0', '10.1.0.255' {
            Assert-Error { $lab | Add-CNetEndpoint web -IPAddress $_ } AddressInUse ResourceBusy 'reserved'
        }

        It 'says when no address is left' {
            $tiny = New-CNetNetwork tiny -Subnet 10.7.0.0/30
            $null = $tiny | Add-CNetEndpoint only
            Assert-Error { $tiny | Add-CNetEndpoint more } PoolExhausted LimitsExceeded "network 'tiny'"
        }
    }

    Context '-WhatIf and -Confirm' {
        It 'shows the endpoint as it would be' {
            $null = $lab | Add-CNetEndpoint first
            $before = Get-HostState
            $preview = $lab | Add-CNetEndpoint web -WhatIf
            "$($preview.IPAddress) $($preview.IsPreview)" | Should -BeExactly '10.1.0.3 True'
            Get-HostState | Should -BeExactly $before
            ($lab | Add-CNetEndpoint web).IPAddress | Should -Be $preview.IPAddress
        }

        It 'shows several endpoints as they would be' {
            "$(($lab | Add-CNetEndpoint web, db -WhatIf).IPAddress)" | Should -BeExactly '10.1.0.2 10.1.0.3'
        }

        It 'shows the join as well' {
            $preview = $lab | Add-CNetEndpoint web -Sandbox box -WhatIf
            "$($preview.Sandbox) $($preview.State)" | Should -BeExactly 'box Joined'
            Get-CNetSandbox | Should -BeNullOrEmpty
        }

        It 'asks before it adds' {
            Invoke-Pwsh 'Add-CNetEndpoint -Network lab -Name web, db -Confirm' 'n', 'y' | Out-String | Should -Match 'Add endpoint to network lab: web\?(.|\n)+lab: db\?'
            (Get-CNetEndpoint).Name | Should -BeExactly 'db'
            (Add-CNetEndpoint -Network lab -Name web -Confirm:$false).Name | Should -BeExactly 'web'
        }
    }

    It 'leaves no endpoint behind that could not join' {
        $before = Get-HostState
        Assert-Error { $lab | Add-CNetEndpoint web -Sandbox 'a b' } NameInvalid InvalidArgument
        Get-HostState | Should -BeExactly $before
    }

    It 'stops at the first error with -ErrorAction Stop' {
 { $lab | Add-CNetEndpoint a, '', b -ErrorAction Stop } | Should -Throw -ErrorId 'NameInvalid,CNet.Commands.AddCNetEndpointCommand'
        (Get-CNetEndpoint).Name | Should -BeExactly 'a'
    }

    It 'completes networks, sandboxes and options' {
        $null = New-CNetSandbox box
        (Complete 'Add-CNetEndpoint web -Network la').CompletionText | Should -BeExactly 'lab'
        (Complete 'Add-CNetEndpoint web -Network lab -Sandbox ').CompletionText | Should -BeExactly 'box'
        (Complete 'Add-CNetEndpoint web -Network lab -Option ').ListItemText | Should -BeExactly 'ifname=', 'sysctls='
        (Complete 'Add-CNetEndpoint web -Network host -Option if').ListItemText | Should -Not -Contain 'ifname='
    }

    It 'brings kernel parameters of the interface' {
        $endpoint = $lab | Add-CNetEndpoint web -InterfaceName lan.5 -Sysctl @{ 'net.ipv4.conf.IFNAME.log_martians' = 1; 'net.ipv4.neigh.IFNAME.ucast_solicit' = 5 } -Sandbox web
        $endpoint.Options['com.docker.network.endpoint.sysctls'] -split ',' | Sort-Object | Should -BeExactly 'net.ipv4.conf.IFNAME.log_martians=1', 'net.ipv4.neigh.IFNAME.ucast_solicit=5'
        Invoke-InSandbox web cat /proc/sys/net/ipv4/conf/lan.5/log_martians | Should -BeExactly '1'
        Invoke-InSandbox web cat /proc/sys/net/ipv4/neigh/lan.5/ucast_solicit | Should -BeExactly '5'
        $null = $lab | Add-CNetEndpoint db -Option @{ sysctls = 'net.ipv4.conf.IFNAME.log_martians=1, net.ipv4.conf.IFNAME.rp_filter=2' } -Sandbox db
        Invoke-InSandbox db cat /proc/sys/net/ipv4/conf/eth0/rp_filter | Should -BeExactly '2'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a parameter of no interface'; Value = @{ 'net.ipv4.ip_forward' = 1 } }
        @{ Name = 'a parameter of another interface'; Value = @{ 'net.ipv4.conf.eth0.log_martians' = 1 } }
        @{ Name = 'a parameter that climbs'; Value = @{ 'net.ipv4.conf.IFNAME.../../kernel/hostname' = 1 } }
        @{ Name = 'a parameter without a value'; Value = 'net.ipv4.conf.IFNAME.log_martians,x' }
        @{ Name = 'a protocol that is none'; Value = @{ 'net.core.conf.IFNAME.x' = 1 } }
        @{ Name = 'a parameter that the kernel has not'; Value = @{ 'net.ipv4.conf.IFNAME.nope' = 1 } }
        @{ Name = 'a value that the kernel does not take'; Value = @{ 'net.ipv4.conf.IFNAME.log_martians' = 'often' } }
    ) {
        $before = Get-HostState
        Assert-Error { $lab | Add-CNetEndpoint new -Sysctl $Value -Sandbox new } SysctlInvalid InvalidArgument
        Get-HostState | Should -BeExactly $before
    }

    It 'has no IPv6 address where its interface is to have no IPv6' {
        $six = New-CNetNetwork six -EnableIPv6
        $without = @{ 'net.ipv6.conf.IFNAME.disable_ipv6' = 1 }
        $endpoint = $six | Add-CNetEndpoint web -Sysctl $without -Sandbox web
        $endpoint.IPv6Address | Should -BeNullOrEmpty
        (Invoke-InSandbox web ip -j addr show eth0 | ConvertFrom-Json).addr_info.local | Should -Be $endpoint.IPAddress
        (Get-CNetAddress -Network six -Kind Endpoint).Count | Should -Be 1
        Assert-Error { $six | Add-CNetEndpoint new -Sysctl $without -IPv6Address $six.Subnet[1].Address } SysctlInvalid InvalidArgument
        Assert-Error { $six | Add-CNetEndpoint new -Sysctl $without -LinkLocalAddress fe80::7 } SysctlInvalid InvalidArgument
    }

    It 'has link-local addresses beside the others' {
        $endpoint = $lab | Add-CNetEndpoint web -LinkLocalAddress 169.254.7.7, fe80::77 -Sandbox web
        $endpoint.LinkLocalAddress | Should -Be ([ipaddress[]]('169.254.7.7', 'fe80::77'))
        (Invoke-InSandbox web ip -j addr show eth0 | ConvertFrom-Json).addr_info.ForEach{ "$($_.local)/$($_.prefixlen) $($_.scope)" } | Sort-Object |
            Should -BeExactly '10.1.0.2/24 global', '169.254.7.7/16 link', 'fe80::77/64 link'
        $null = $lab | Add-CNetEndpoint db -LinkLocalAddress 169.254.7.8 -Sandbox db
        Test-Ping db 169.254.7.7 | Should -BeTrue
        $endpoint | Disconnect-CNetSandbox -PassThru | Join-CNetSandbox -Sandbox other | ForEach-Object LinkLocalAddress | Should -HaveCount 2
        (Invoke-InSandbox other ip -j addr show eth0 | ConvertFrom-Json).addr_info.local | Should -Contain '169.254.7.7'
    }

    It 'refuses <Name> as a link-local address' -ForEach @(
        @{ Name = 'another address'; Do = { $lab | Add-CNetEndpoint new -LinkLocalAddress 10.1.0.9 }; Id = 'AddressInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'a prefix beside'; Do = { $lab | Add-CNetEndpoint new -LinkLocalAddress fe80:0:0:1::1 }; Id = 'AddressInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'what is no address'; Do = { $lab | Add-CNetEndpoint new -LinkLocalAddress nope }; Id = 'AddressInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'that of another endpoint'; Do = { $lab | Add-CNetEndpoint new -LinkLocalAddress 169.254.7.7 }; Id = 'AddressInUse'; Category = 'ResourceBusy' }
        @{ Name = 'one without an interface'; Do = { Get-CNetNetwork none | Add-CNetEndpoint new -LinkLocalAddress 169.254.7.9 }; Id = 'DriverUnsupported'; Category = 'NotImplemented' }
    ) {
        $null = $lab | Add-CNetEndpoint holder -LinkLocalAddress 169.254.7.7
        Assert-Error $Do $Id $Category
        (Get-CNetEndpoint).Name | Should -BeExactly 'holder'
    }
}
