Describe 'New-CNetNetwork' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        function Get-BridgeOf($Network) { Invoke-InHost ip -j -d addr show "br-$($Network.ShortId)" | ConvertFrom-Json }
    }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    Context 'what it makes' {
        It 'makes a network again of one that was removed, as it was' {
        $was = New-CNetNetwork sec -Internal -Subnet 10.70.0.0/24 -Gateway 10.70.0.9 -Option enable_icc=false -Label a=b
        $is = $was | Remove-CNetNetwork -PassThru | New-CNetNetwork
        foreach ($property in 'Name', 'Internal', 'Subnet', 'Gateway', 'EnableIPv6') { "$($is.$property)" | Should -BeExactly "$($was.$property)" -Because $property }
        $is.Options['com.docker.network.bridge.enable_icc'] | Should -BeExactly 'false'
        $is.Labels['a'] | Should -BeExactly 'b'
        ([pscustomobject]@{ Name = 'po'; Internal = $true; EnableIPv6 = $true } | New-CNetNetwork).Internal | Should -BeTrue
    }

    It 'makes a bridge with the gateway, known to the firewall' {
            $network = New-CNetNetwork lab -Subnet 10.1.0.0/24
            $network | Should -BeOfType CNet.Network
            "$($network.Name) $($network.Driver) $($network.Subnet) $($network.Gateway)" | Should -BeExactly 'lab bridge 10.1.0.0/24 10.1.0.1'
            $network.Id | Should -MatchExactly '^[0-9a-f]{64}$'
            $bridge = Get-BridgeOf $network
            $bridge.linkinfo.info_kind | Should -Be bridge
            $bridge.operstate | Should -BeIn 'UP', 'DOWN', 'UNKNOWN'
            $bridge.flags | Should -Contain 'UP'
            $bridge.addr_info.Where{ $_.family -eq 'inet' }.ForEach{ "$($_.local)/$($_.prefixlen)" } | Should -BeExactly '10.1.0.1/24'
            Invoke-InHost nft list set inet cnet networks | Out-String | Should -Match $bridge.ifname
            (Get-CNetNetwork lab).Id | Should -BeExactly $network.Id
        }

        It 'takes the next default subnet that is free' {
            (New-CNetNetwork a, b, c).Subnet | Should -BeExactly '172.18.0.0/24', '172.18.1.0/24', '172.18.2.0/24'
            Remove-CNetNetwork b
            (New-CNetNetwork d).Subnet | Should -BeExactly '172.18.1.0/24'
        }

        It 'takes a default subnet of another size' {
            (New-CNetNetwork small -Subnet 0.0.0.0/28).Subnet.PrefixLength | Should -Be 28
        }

        It 'takes subnets of both families with gateways, ranges and auxiliary addresses' {
            $network = New-CNetNetwork lab -Subnet 10.9.0.0/24, fd00:9::/64 -Gateway fd00:9::7, 10.9.0.7 -IPRange 10.9.0.64/26 -AuxiliaryAddress @{ printer = '10.9.0.64' }
            $network.Subnet | Should -BeExactly '10.9.0.0/24', 'fd00:9::/64'
            "$($network.Gateway)" | Should -BeExactly '10.9.0.7 fd00:9::7'
            $pool = $network.Pools | Select-Object -First 1
            "$($pool.Range) $($pool.Auxiliary.printer)" | Should -BeExactly '10.9.0.64/26 10.9.0.64'
            $network.EnableIPv6 | Should -BeTrue
            (Get-BridgeOf $network).addr_info.local | Should -Contain 'fd00:9::7'
            ($network | Add-CNetEndpoint a).IPv4Address | Should -Be '10.9.0.65' -Because 'the first of the range is kept for the printer'
        }

        It 'adds IPv6 and leaves IPv4 out' {
            $network = New-CNetNetwork six -DisableIPv4 -EnableIPv6
            $network.Subnet | Should -HaveCount 1
            $network.Subnet.AddressFamily | Should -Be InterNetworkV6
            ($network | Add-CNetEndpoint a).IPv4Address | Should -BeNullOrEmpty
        }

        It 'makes a network without a way out' {
            $network = New-CNetNetwork dark -Internal
            $network.Internal | Should -BeTrue
            $null = $network | Connect-CNetNetwork -Sandbox web
            Invoke-InSandbox web ip route show default | Should -BeNullOrEmpty
            Invoke-InHost nft list set inet cnet internal | Out-String | Should -Match "br-$($network.ShortId)"
        }

        It 'takes static routes into every sandbox' {
            $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Route @{ '10.9.0.0/16' = '10.1.0.254' } | Connect-CNetNetwork -Sandbox web
            Invoke-InSandbox web ip route show 10.9.0.0/16 | Should -Match '^10\.9\.0\.0/16 via 10\.1\.0\.254 dev eth0'
        }

        It 'takes labels as <Name>' -ForEach @(
            @{ Name = 'a hashtable'; Label = @{ team = 'blue'; test = 1 } }
            @{ Name = 'texts'; Label = 'team=blue', 'test=1' }
            @{ Name = 'an ordered dictionary'; Label = [ordered]@{ team = 'blue'; test = 1 } }
        ) {
            $labels = (New-CNetNetwork lab -Label $Label).Labels
            "$($labels.Count) $($labels.team) $($labels.test)" | Should -BeExactly '2 blue 1'
        }

        It 'takes subnets and addresses as objects' {
            $network = New-CNetNetwork lab -Subnet ([System.Net.IPNetwork]::Parse('10.1.0.0/24')) -Gateway ([ipaddress] '10.1.0.9')
            "$($network.Subnet) $($network.Gateway)" | Should -BeExactly '10.1.0.0/24 10.1.0.9'
            Remove-CNetNetwork lab
            (New-CNetNetwork other -Subnet $network.Subnet).Subnet | Should -BeExactly '10.1.0.0/24'
        }
    }

    Context 'options of the driver' {
        It 'takes them as <Name> and stores the full key' -ForEach @(
            @{ Name = 'the full key'; Option = @{ 'com.docker.network.bridge.enable_icc' = 'false' } }
            @{ Name = 'its last part'; Option = @{ enable_icc = $false } }
            @{ Name = 'a text'; Option = 'enable_icc=false' }
            @{ Name = 'a number'; Option = @{ enable_icc = 0 } }
        ) {
            $options = (New-CNetNetwork lab -Option $Option).Options
            "$($options.Count) $($options['com.docker.network.bridge.enable_icc'])" | Should -BeExactly '1 false'
        }

        It 'keeps sandboxes apart without enable_icc' {
            $null = New-CNetNetwork apart -Subnet 10.1.0.0/24 -Option enable_icc=false | Connect-CNetNetwork -Sandbox a, b
            $null = New-CNetNetwork together -Subnet 10.2.0.0/24 | Connect-CNetNetwork -Sandbox c, d
            Test-Ping a 10.1.0.1 | Should -BeTrue
            Test-Ping a 10.1.0.3 | Should -BeFalse
            Test-Ping c 10.2.0.3 | Should -BeTrue
        }

        It 'leaves masquerading, the gateway address, the MTU and names to be chosen' {
            $network = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Mtu 1400 -Option @{ name = 'br-lab'; enable_ip_masquerade = $false; inhibit_ipv4 = $true; container_iface_prefix = 'net' }
            Invoke-InHost nft list set inet cnet masquerade4 | Out-String | Should -Not -Match 'br-lab'
            $bridge = Invoke-InHost ip -j addr show br-lab | ConvertFrom-Json
            $bridge.mtu | Should -Be 1400
            $bridge.addr_info.Where{ $_.family -eq 'inet' } | Should -BeNullOrEmpty
            ($network | Connect-CNetNetwork -Sandbox web).InterfaceName | Should -BeExactly 'net0'
            (Invoke-InSandbox web ip -j link show net0 | ConvertFrom-Json).mtu | Should -Be 1400
        }

        It 'uses a bridge that exists, and leaves it when the network goes' {
            Invoke-InHost ip link add mine type bridge
            Invoke-InHost ip addr add 10.1.0.5/24 dev mine
            $network = New-CNetNetwork lab -Option name=mine
            "$($network.Subnet) $($network.Gateway)" | Should -BeExactly '10.1.0.0/24 10.1.0.5'
            $network | Remove-CNetNetwork -WarningAction SilentlyContinue
            Invoke-InHost ip -br addr show mine | Should -Match '10\.1\.0\.5/24'
        }

        It 'puts forwarding back although the bridge that existed stays' {
            Invoke-InHost ip link add mine type bridge
            $network = New-CNetNetwork lab -Option name=mine
            Invoke-InHost cat /proc/sys/net/ipv4/ip_forward | Should -Be 1
            $network | Remove-CNetNetwork -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
            Invoke-InHost cat /proc/sys/net/ipv4/ip_forward | Should -Be 0
        }

        It 'refuses an MTU that is given twice' {
            Assert-Error { New-CNetNetwork lab -Mtu 1400 -Option mtu=1300 } OptionInvalid InvalidArgument
        }
    }

    Context 'names' {
        It "takes <_> and never uses it in the kernel" -ForEach 'test@#$', 'with blanks', 'net/with/slash', "it's", '"; drop', '$(id)', '[x]*', '-dash', "`u{fc}`u{20ac}", ('n' * 255) {
            $network = New-CNetNetwork -Name $_
            $network.Name | Should -BeExactly $_
            (Get-CNetNetwork $_).Id | Should -BeExactly $network.Id
            (Add-CNetEndpoint -Network $_ -Name web -Sandbox web).Network | Should -BeExactly $_
            (Get-CNetEndpoint -Network $_).Name | Should -BeExactly web
            @(Invoke-InHost nft list ruleset; Invoke-InHost ip link; Invoke-InSandbox web ip link) -join "`n" | Should -Not -Match ([regex]::Escape($_))
            Remove-CNetNetwork $_ -Force
            (Get-CNetNetwork).Name | Should -BeExactly 'bridge', 'host', 'none'
        }

        It 'takes a number as it was typed' {
            (New-CNetNetwork 010).Name | Should -BeExactly '010'
            (New-CNetNetwork 1e3).Name | Should -BeExactly '1e3'
            (New-CNetNetwork 10s).Name | Should -BeExactly '10s'
        }

        It 'refuses <_.Name>' -ForEach @{ Name = 'nothing'; Value = '' }, @{ Name = 'blanks'; Value = ' ' }, @{ Name = 'a tab'; Value = "a`tb" }, @{ Name = '256 characters'; Value = 'n' * 256 } {
            Assert-Error { New-CNetNetwork $Value } NameInvalid InvalidArgument
        }

        It 'knows capitals from small letters' {
            (New-CNetNetwork lab, LAB).Name | Should -BeExactly 'lab', 'LAB'
        }
    }

    Context 'in a pipeline' {
        It 'takes names' {
            ('a', 'b' | New-CNetNetwork).Name | Should -BeExactly 'a', 'b'
        }

        It 'takes the columns of a table' {
            $networks = "Name,Subnet,Gateway`na,10.1.0.0/24,10.1.0.9`nb,10.2.0.0/24,10.2.0.9" | ConvertFrom-Csv | New-CNetNetwork
            $networks.Name | Should -BeExactly 'a', 'b'
            "$($networks.Subnet) $($networks.Gateway)" | Should -BeExactly '10.1.0.0/24 10.2.0.0/24 10.1.0.9 10.2.0.9'
        }

        It 'makes a network again from what was removed' {
            $old = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Gateway 10.1.0.9
            $new = $old | Remove-CNetNetwork -PassThru | New-CNetNetwork
            "$($new.Name) $($new.Subnet) $($new.Gateway)" | Should -BeExactly 'lab 10.1.0.0/24 10.1.0.9'
            $new.Id | Should -Not -Be $old.Id
        }

        It 'makes the good ones and gives one error for each bad one' {
            $made = New-CNetNetwork a, '', b, b, none, c -ErrorAction SilentlyContinue -ErrorVariable errors
            $made.Name | Should -BeExactly 'a', 'b', 'c'
            $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'NameInvalid', 'NetworkExists', 'NetworkPredefined'
            $errors.TargetObject | Should -BeExactly '', 'b', 'none'
        }

        It 'makes nothing of nothing' {
            @() | New-CNetNetwork | Should -BeNullOrEmpty
            (Get-ErrorOf { $null | New-CNetNetwork }).FullyQualifiedErrorId | Should -Match '^ParameterArgumentValidationErrorNullNotAllowed'
            (Get-ErrorOf { New-CNetNetwork @() }).FullyQualifiedErrorId | Should -Match '^ParameterArgumentValidationErrorEmptyArrayNotAllowed'
            (Get-CNetNetwork).Name | Should -BeExactly 'bridge', 'host', 'none'
        }
    }

    Context 'what it refuses' {
        It '<Id>: <Name>' -ForEach @(
            @{ Name = 'host bits'; Arguments = @{ Subnet = '10.0.0.5/24' }; Id = 'SubnetInvalid'; Message = '10\.0\.0\.0/24' }
            @{ Name = 'half a subnet'; Arguments = @{ Subnet = '10.1' }; Id = 'SubnetInvalid' }
            @{ Name = 'a subnet without a length'; Arguments = @{ Subnet = '10.1.0.0' }; Id = 'SubnetInvalid' }
            @{ Name = 'an empty subnet'; Arguments = @{ Subnet = '' }; Id = 'SubnetInvalid' }
            @{ Name = 'everything'; Arguments = @{ Subnet = '0.0.0.0/0' }; Id = 'SubnetInvalid' }
            @{ Name = 'a multicast subnet'; Arguments = @{ Subnet = '224.0.0.0/24' }; Id = 'SubnetInvalid' }
            @{ Name = 'half an address'; Arguments = @{ Subnet = '10.1.0.0/24'; Gateway = '10.5' }; Id = 'AddressInvalid' }
            @{ Name = 'an octal address'; Arguments = @{ Subnet = '10.1.0.0/24'; Gateway = '010.1.0.1' }; Id = 'AddressInvalid' }
            @{ Name = 'a gateway elsewhere'; Arguments = @{ Subnet = '10.1.0.0/24'; Gateway = '10.2.0.1' }; Id = 'GatewayOutsideSubnet' }
            @{ Name = 'a gateway without a subnet'; Arguments = @{ Gateway = '10.2.0.1' }; Id = 'GatewayOutsideSubnet' }
            @{ Name = 'a range elsewhere'; Arguments = @{ Subnet = '10.1.0.0/24'; IPRange = '10.2.0.0/25' }; Id = 'RangeInvalid' }
            @{ Name = 'an auxiliary address elsewhere'; Arguments = @{ Subnet = '10.1.0.0/24'; AuxiliaryAddress = @{ a = '10.2.0.1' } }; Id = 'AddressOutsideSubnet' }
            @{ Name = 'a route without a length'; Arguments = @{ Route = @{ '10.9.0.0' = '10.1.0.1' } }; Id = 'SubnetInvalid' }
            @{ Name = 'neither family'; Arguments = @{ DisableIPv4 = $true }; Id = 'PoolRequired' }
            @{ Name = 'a tiny MTU'; Arguments = @{ Mtu = 10 }; Id = 'OptionInvalid' }
            @{ Name = 'a value that is none'; Arguments = @{ Option = 'enable_icc=maybe' }; Id = 'OptionInvalid' }
            @{ Name = 'a source address of the other family'; Arguments = @{ Option = 'host_ipv4=2001:db8::9' }; Id = 'OptionInvalid'; Message = 'host_ipv4' }
            @{ Name = 'a source address that is the loopback'; Arguments = @{ Option = 'host_ipv4=127.0.0.1' }; Id = 'OptionInvalid'; Message = '127\.0\.0\.1' }
            @{ Name = 'a source address where nothing leaves'; Arguments = @{ Internal = $true; Option = 'host_ipv4=192.0.2.9' }; Id = 'OptionInvalid'; Message = 'internal' }
            @{ Name = 'a source address without masquerade'; Arguments = @{ Option = 'host_ipv4=192.0.2.9', 'enable_ip_masquerade=false' }; Id = 'OptionInvalid'; Message = 'enable_ip_masquerade' }
            @{ Name = 'a source address of a family that is off'; Arguments = @{ Option = 'host_ipv6=2001:db8::9' }; Id = 'OptionInvalid'; Message = 'no IPv6' }
            @{ Name = 'an option that is none'; Arguments = @{ Option = 'foo=1' }; Id = 'OptionUnknown' }
        ) {
            $before = Get-HostState
            Assert-Error { New-CNetNetwork lab @Arguments } $Id InvalidArgument $Message
            Get-HostState | Should -BeExactly $before
        }
    }

    Context '-WhatIf and -Confirm' {
        It 'shows the network as it would be' {
            $null = New-CNetNetwork first
            $before = Get-HostState
            $preview = New-CNetNetwork lab -WhatIf
            $preview.IsPreview | Should -BeTrue
            Get-HostState | Should -BeExactly $before
            $real = New-CNetNetwork lab
            "$($preview.Subnet) $($preview.Gateway)" | Should -BeExactly "$($real.Subnet) $($real.Gateway)"
            $real.IsPreview | Should -BeFalse
        }

        It 'shows several networks as they would be' {
            $preview = New-CNetNetwork a, b, c -WhatIf
            "$($preview.Subnet)" | Should -BeExactly "$((New-CNetNetwork a, b, c).Subnet)"
        }

        It 'refuses what would be refused' {
            Assert-Error { New-CNetNetwork bridge -WhatIf } NetworkPredefined InvalidOperation
            Assert-Error { New-CNetNetwork lab -Subnet 172.17.5.0/24 -WhatIf } SubnetOverlap InvalidArgument
        }

        It 'asks before it makes' {
            Invoke-Pwsh 'New-CNetNetwork lab, db -Confirm' 'n', 'y' | Out-String | Should -Match 'Create network: lab\?(.|\n)+Create network: db\?'
            (Get-CNetNetwork -Unused).Name | Should -BeExactly 'db'
        }

        It 'does not ask where it is told not to' {
            & {
                $ConfirmPreference = 'Low'
                (New-CNetNetwork lab -Confirm:$false).Name
            } | Should -BeExactly 'lab'
        }
    }

    It 'says with -Verbose what it does, as the commands that are equivalent' {
        $all = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Verbose 4>&1
        $id = "br-$((Get-CNetNetwork lab).ShortId)"
        $texts = $all.Where{ $_ -is [System.Management.Automation.VerboseRecord] }.Message
        $texts | Should -Contain "ip addr add 10.1.0.1/24 brd 10.1.0.255 dev $id"
        $texts -match "^ip link add $id .*type bridge" | Should -HaveCount 1
        $texts -match '^nft add' | Should -Not -BeNullOrEmpty
        New-CNetNetwork quiet 4>&1 | Should -HaveCount 1
    }

    It 'takes name servers, also from an object and from a configuration' {
        (New-CNetNetwork lab -DnsServer 9.9.9.9).DnsServer | Should -BeExactly ([ipaddress]'9.9.9.9')
        (Get-CNetNetwork lab | Select-Object DnsServer | New-CNetNetwork copy).DnsServer | Should -BeExactly ([ipaddress]'9.9.9.9')
        $null = New-CNetNetwork base -ConfigOnly -DnsServer 10.9.9.9
        (New-CNetNetwork a -ConfigFrom base).DnsServer | Should -BeExactly ([ipaddress]'10.9.9.9')
        (New-CNetNetwork b -ConfigFrom base -DnsServer 10.9.9.8).DnsServer | Should -BeExactly ([ipaddress]'10.9.9.8')
        Assert-Error { New-CNetNetwork c -DnsServer 255.255.255.255 } AddressInvalid InvalidArgument
    }

    It 'stops at the first error with -ErrorAction Stop' {
 { New-CNetNetwork a, none, b -ErrorAction Stop } | Should -Throw -ErrorId 'NetworkPredefined,CNet.Commands.NewCNetNetworkCommand'
        (Get-CNetNetwork -Unused).Name | Should -BeExactly 'a'
    }

    It 'completes drivers, IPAM drivers and options' {
        (Complete 'New-CNetNetwork lab -Driver ').CompletionText | Should -BeExactly 'bridge' -Because 'there is only one network of the others'
        (Complete 'New-CNetNetwork lab -IpamDriver ').CompletionText | Should -BeExactly 'default', 'null'
        (Complete 'New-CNetNetwork lab -Option ena').ListItemText | Should -BeExactly 'enable_ip_masquerade=true', 'enable_ip_masquerade=false', 'enable_icc=true', 'enable_icc=false'
        (Complete 'New-CNetNetwork lab -Option enable_icc=').CompletionText.ForEach{ & ([scriptblock]::Create($_)) } | Should -BeExactly 'enable_icc=true', 'enable_icc=false'
        (Complete 'New-CNetNetwork lab -Option enable_icc=true, mtu').ListItemText | Should -BeExactly 'mtu=1500'
    }
}
