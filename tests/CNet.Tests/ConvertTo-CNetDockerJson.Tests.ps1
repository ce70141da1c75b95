# Docker's JSON: against what Docker printed of the same networks, and against the order and the rules of API 1.52.
#
# The golden files are what Docker 20.10.24 printed for `docker network inspect` and, of `docker inspect`, for NetworkSettings.Networks. What came
# after that version (EnableIPv4, Status, GwPriority, DNSNames, and another order) is checked by itself.

Describe 'ConvertTo-CNetDockerJson' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        $golden = Join-Path $PSScriptRoot Golden
        $id = '[0-9a-f]{64}'

        # What is different each time: ids, and the fractions of seconds.
        function Hide-Chance([string] $Text) { $Text -replace $id, '<id>' -replace '(?<="Created": ")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,8}[1-9])?Z(?=")', '<time>' }

        # The lines of each property of an object that is indented like this, by its name, without the comma behind.
        function Split-Property([string] $Text, [int] $Indent) {
            $properties = [ordered]@{}
            foreach ($match in [regex]::Matches($Text, "(?ms)^ {$Indent}`"((?:[^`"\\]|\\.)+)`": .*?(?=^ {$Indent}`"|^ {0,$($Indent - 1)}\S|\z)")) {
                $properties[$match.Groups[1].Value] = $match.Value.TrimEnd().TrimEnd(',')
            }
            $properties
        }

        # The networks of an array, by their names.
        function Split-Network([string] $Text) {
            $networks = @{}
            foreach ($match in [regex]::Matches((Hide-Chance $Text), '(?ms)^    \{\n(.*?)^    \}')) {
                $properties = Split-Property $match.Groups[1].Value 8
                $networks[$properties.Name] = $properties
            }
            $networks
        }

        # The same networks and containers that Docker had.
        function New-Lab {
            $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -IPRange 10.1.0.128/25 -Gateway 10.1.0.254 -AuxiliaryAddress printer=10.1.0.9, nas=10.1.0.8 -Label team=blue, app -Option enable_icc=false
            $null = New-CNetNetwork dual -Subnet 10.2.0.0/24, fd00:2::/64 -Gateway 10.2.0.1, fd00:2::1
            $null = New-CNetNetwork inside -Internal -Subnet 10.3.0.0/24 -Gateway 10.3.0.1 -Option com.docker.network.driver.mtu=1400
            $null = New-CNetNetwork conf -ConfigOnly -Subnet 10.4.0.0/24 -Gateway 10.4.0.1 -Label @{ a = 1; text = "<a> & 'b' `"c`" \d $([char] 0xe9) $([char] 0x263a) $([char]::ConvertFromUtf32(0x1f600))" }
            $null = New-CNetNetwork made -ConfigFrom conf
            $null = New-CNetNetwork "odd name/`"<$([char] 0xe9)>" -Subnet 10.7.0.0/24 -Gateway 10.7.0.1
            $null = Connect-CNetNetwork lab web -IPAddress 10.1.0.5 -MacAddress 02:42:0a:01:00:05
            $null = Connect-CNetNetwork dual six -IPAddress 10.2.0.7 -IPv6Address fd00:2::7 -MacAddress 02:42:0a:02:00:07
            $null = Connect-CNetNetwork inside db -MacAddress 02:42:0a:03:00:02
        }
    }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    Context 'beside what Docker printed' {
        BeforeEach { New-Lab }

        It 'is the same byte by byte for networks' {
            $docker = Split-Network (Get-Content $golden/docker-20.10-networks.json -Raw)
            $docker.Count | Should -Be 8
            foreach ($properties in $docker.Values) { $properties.Count | Should -Be 15 }
            $cnet = Split-Network (Get-CNetNetwork | ConvertTo-CNetDockerJson)
            foreach ($name in $docker.Keys) {
                foreach ($property in $docker[$name].Keys) {
                    # Where 20.10 had an empty list, 29 has none.
                    $expected = $docker[$name][$property] -replace '"Config": \[\]', '"Config": null'
                    $cnet[$name][$property] | Should -BeExactly $expected -Because "$name $property"
                }
            }
        }

        It 'is the same byte by byte for the networks of a container' {
            $docker = Split-Property (Hide-Chance (Get-Content $golden/docker-20.10-container-networks.txt -Raw)) 16
            $docker.Count | Should -Be 3
            $cnet = @{}
            foreach ($sandbox in 'web', 'six', 'db') {
                foreach ($network in (Split-Property (Hide-Chance (Get-CNetSandbox $sandbox | ConvertTo-CNetDockerJson)) 16).GetEnumerator()) { $cnet[$network.Key] = Split-Property $network.Value 20 }
            }
            $cnet.Keys | Sort-Object | Should -BeExactly 'dual', 'inside', 'lab'
            foreach ($name in $docker.Keys) {
                $properties = Split-Property $docker[$name] 20
                $properties.Count | Should -Be 13
                # The names that Docker's name server knows have gone to DNSNames since; nobody is a way out of an internal network.
                foreach ($property in $properties.Keys.Where{ $_ -ne 'Aliases' -and "$name $_" -ne 'inside Gateway' }) {
                    $cnet[$name][$property] | Should -BeExactly $properties[$property] -Because "$name $property"
                }
            }
        }
    }

    It 'has the properties of Docker 29 in their order' {
        $null = New-CNetNetwork lab | Connect-CNetNetwork -Sandbox web
        $network = Get-CNetNetwork lab | ConvertTo-CNetDockerJson | ConvertFrom-Json -AsHashtable
        $network.Keys | Should -BeExactly @('Name', 'Id', 'Created', 'Scope', 'Driver', 'EnableIPv4', 'EnableIPv6', 'IPAM', 'Internal', 'Attachable', 'Ingress',
            'ConfigFrom', 'ConfigOnly', 'Options', 'Labels', 'Containers', 'Status')
        $network.IPAM.Keys | Should -BeExactly 'Driver', 'Options', 'Config'
        $network.Containers.Values.Keys | Should -BeExactly 'Name', 'EndpointID', 'MacAddress', 'IPv4Address', 'IPv6Address'
        $settings = (Get-CNetSandbox web | ConvertTo-CNetDockerJson | ConvertFrom-Json -AsHashtable).NetworkSettings
        $settings.Keys | Should -BeExactly 'SandboxID', 'SandboxKey', 'Ports', 'Networks'
        $settings.Networks.lab.Keys | Should -BeExactly @('IPAMConfig', 'Links', 'Aliases', 'DriverOpts', 'GwPriority', 'NetworkID', 'EndpointID', 'Gateway', 'IPAddress',
            'MacAddress', 'IPPrefixLen', 'IPv6Gateway', 'GlobalIPv6Address', 'GlobalIPv6PrefixLen', 'DNSNames')
    }

    It 'has the whole order of an address configuration' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -IPRange 10.1.0.128/25 -Gateway 10.1.0.254 -AuxiliaryAddress b=10.1.0.9, a=10.1.0.8
        $config = (ConvertTo-CNetDockerJson lab | ConvertFrom-Json -AsHashtable).IPAM.Config[0]
        $config.Keys | Should -BeExactly 'Subnet', 'IPRange', 'Gateway', 'AuxiliaryAddresses'
        $config.AuxiliaryAddresses.Keys | Should -BeExactly 'a', 'b'
    }

    Context 'what came after Docker 20.10' {
        It 'says whether a network has IPv4' {
            $null = New-CNetNetwork four
            $null = New-CNetNetwork six -DisableIPv4 -EnableIPv6
            $networks = Get-CNetNetwork four, six, none | ConvertTo-CNetDockerJson | ConvertFrom-Json
            $networks.EnableIPv4 | Should -BeExactly $true, $false, $false
            $networks.EnableIPv6 | Should -BeExactly $false, $true, $false
        }

        It 'counts addresses as Docker does' {
            # Network, broadcast, gateway and the auxiliary address, of which two are in the range; then those of two endpoints, one of them in it.
            $null = New-CNetNetwork lab -Subnet 10.1.0.0/24, fd00:1::/64 -IPRange 10.1.0.128/25 -Gateway 10.1.0.1 -AuxiliaryAddress vm=10.1.0.130
            $status = { (Get-CNetNetwork lab | ConvertTo-CNetDockerJson -Compress) -replace '.*"Status":' }
            & $status | Should -BeExactly '{"IPAM":{"Subnets":{"10.1.0.0/24":{"IPsInUse":4,"DynamicIPsAvailable":126},"fd00:1::/64":{"IPsInUse":2,"DynamicIPsAvailable":18446744073709551614}}}}}]'
            $null = Connect-CNetNetwork lab a -IPAddress 10.1.0.5
            $null = Connect-CNetNetwork lab b
            & $status | Should -BeExactly '{"IPAM":{"Subnets":{"10.1.0.0/24":{"IPsInUse":6,"DynamicIPsAvailable":125},"fd00:1::/64":{"IPsInUse":4,"DynamicIPsAvailable":18446744073709551612}}}}}]'
        }

        It 'counts no further than Docker' {
            $null = New-CNetNetwork wide -DisableIPv4 -Subnet fd00:5::/48
            ConvertTo-CNetDockerJson wide -Compress | Should -Match '"DynamicIPsAvailable":18446744073709551615\}'
        }

        It 'has a status without subnets where no addresses are given out' {
            $null = New-CNetNetwork conf -ConfigOnly -Subnet 10.4.0.0/24
            foreach ($name in 'none', 'host', 'conf') { ConvertTo-CNetDockerJson $name -Compress | Should -Match '"Status":\{"IPAM":\{\}\}\}\]$' -Because $name }
        }

        It 'says the priority of an endpoint as gateway, and the options of its driver' {
            $null = New-CNetNetwork lab | Connect-CNetNetwork -Sandbox web -Priority 7 -InterfaceName wan0 -LinkLocalAddress 169.254.7.7
            $lab = (Get-CNetSandbox web | ConvertTo-CNetDockerJson | ConvertFrom-Json -AsHashtable).NetworkSettings.Networks.lab
            $lab.GwPriority | Should -Be 7
            $lab.DriverOpts['com.docker.network.endpoint.ifname'] | Should -BeExactly 'wan0'
            $lab.IPAMConfig.Keys | Should -BeExactly 'LinkLocalIPs'
            $lab.IPAMConfig.LinkLocalIPs | Should -BeExactly '169.254.7.7'
        }
    }

    It 'gives one array for the whole pipeline, in its order' {
        $null = New-CNetNetwork b, a
        $json = 'b', 'a' | ConvertTo-CNetDockerJson
        $json | Should -HaveCount 1
        $json | Should -BeOfType string
        ($json | ConvertFrom-Json).Name | Should -BeExactly 'b', 'a'
        $json | Should -BeExactly (ConvertTo-CNetDockerJson b, a)
        $json | Should -Not -Match '\r|\n\z'
    }

    It 'gives an empty array for nothing' {
        @() | ConvertTo-CNetDockerJson | Should -BeExactly '[]'
        Get-CNetNetwork nope* | ConvertTo-CNetDockerJson | Should -BeExactly '[]'
    }

    It 'gives one line with -Compress, and the same in it' {
        $null = New-CNetNetwork lab | Connect-CNetNetwork -Sandbox web
        $compact = Get-CNetNetwork | ConvertTo-CNetDockerJson -Compress
        $compact | Should -Not -Match '\n'
        $compact | Should -BeExactly ((Get-CNetNetwork | ConvertTo-CNetDockerJson) -split '\n' -replace '^ +' -replace '": ', '":' -join '')
    }

    It 'lists only endpoints that are joined, by the ids of their sandboxes' {
        $null = New-CNetNetwork lab | Add-CNetEndpoint -Name idle
        $endpoint = Connect-CNetNetwork lab web
        $containers = (ConvertTo-CNetDockerJson lab | ConvertFrom-Json -AsHashtable).Containers
        $containers.Keys | Should -BeExactly (Get-CNetSandbox web).Id
        $containers.Values.EndpointID | Should -BeExactly $endpoint.Id
    }

    It 'has a second endpoint of a sandbox on the same network too' {
        $null = New-CNetNetwork lab | Add-CNetEndpoint -Name a, b | Join-CNetSandbox web
        $containers = (ConvertTo-CNetDockerJson lab | ConvertFrom-Json -AsHashtable).Containers
        $containers.Keys | Sort-Object | Should -BeExactly ((Get-CNetSandbox web).Id, "ep-$((Get-CNetEndpoint lab/b).Id)" | Sort-Object)
        (Get-CNetSandbox web | ConvertTo-CNetDockerJson | ConvertFrom-Json -AsHashtable).NetworkSettings.Networks.Keys | Should -BeExactly 'lab', 'lab/b'
    }

    It 'gives the network settings of sandboxes, and of endpoints under their network' {
        $null = New-CNetNetwork lab, side | Connect-CNetNetwork -Sandbox web
        $null = New-CNetSandbox alone
        $web, $alone = Get-CNetSandbox web, alone | ConvertTo-CNetDockerJson | ConvertFrom-Json -AsHashtable
        $web.Name | Should -BeExactly '/web'
        $web.NetworkSettings.SandboxKey | Should -BeExactly (Get-CNetSandbox web).Namespace
        $web.NetworkSettings.Networks.Keys | Should -BeExactly 'lab', 'side'
        $alone.NetworkSettings.Networks.Keys | Should -BeNullOrEmpty
        $endpoint = Get-CNetEndpoint side/web | ConvertTo-CNetDockerJson | ConvertFrom-Json -AsHashtable
        $endpoint.side.IPAddress | Should -BeExactly $web.NetworkSettings.Networks.side.IPAddress
        (ConvertTo-CNetDockerJson -Sandbox w* | ConvertFrom-Json).Name | Should -BeExactly '/web'
        (ConvertTo-CNetDockerJson -Endpoint lab/web | ConvertFrom-Json).lab.IPPrefixLen | Should -Be 24
    }

    It 'has empty texts where an endpoint has no address and no interface' {
        $null = Connect-CNetNetwork none quiet
        $none = (Get-CNetSandbox quiet | ConvertTo-CNetDockerJson | ConvertFrom-Json).NetworkSettings.Networks.none
        "$($none.IPAddress)|$($none.MacAddress)|$($none.Gateway)|$($none.IPPrefixLen)" | Should -BeExactly '|||0'
        (ConvertTo-CNetDockerJson none -Compress) | Should -Match '"MacAddress":"","IPv4Address":"","IPv6Address":""\}'
    }

    It 'escapes what Docker escapes, and nothing else' {
        $text = "`"\/<>&'`u{7f}`u{e9}`u{20ac}`u{1f600}`u{a0}"
        $null = New-CNetNetwork lab -Label @{ k = "$text`b`f`n`r`t`u{1}`u{1f}`u{2028}`u{2029}" }
        ConvertTo-CNetDockerJson lab -Compress | Should -MatchExactly ([regex]::Escape("`"\`"\\/<>&'`u{7f}`u{e9}`u{20ac}`u{1f600}`u{a0}\b\f\n\r\t\u0001\u001f\u2028\u2029`""))
    }

    It 'reads what is piped again, and shows what would be' {
        $network = New-CNetNetwork lab
        $null = Connect-CNetNetwork lab web
        ($network | ConvertTo-CNetDockerJson | ConvertFrom-Json -AsHashtable).Containers.Count | Should -Be 1
        ($network | ConvertTo-Deserialized | ConvertTo-CNetDockerJson | ConvertFrom-Json).Id | Should -BeExactly $network.Id
        $preview = New-CNetNetwork next -WhatIf 6>$null | ConvertTo-CNetDockerJson | ConvertFrom-Json -AsHashtable
        $preview.Status.IPAM.Subnets[$preview.IPAM.Config[0].Subnet].IPsInUse | Should -Be 3
        (Get-CNetNetwork).Name | Should -Not -Contain 'next'
    }

    It 'goes on after a network that is not there' {
        $null = New-CNetNetwork lab
        $json = 'nope', 'lab' | ConvertTo-CNetDockerJson -ErrorAction SilentlyContinue -ErrorVariable errors
        ($json | ConvertFrom-Json).Name | Should -BeExactly 'lab'
        $errors.FullyQualifiedErrorId | Should -BeExactly 'NetworkNotFound,CNet.Commands.ConvertToCNetDockerJsonCommand'
    }

    It 'completes the names of networks, sandboxes and endpoints' {
        $null = New-CNetNetwork lab | Connect-CNetNetwork -Sandbox web
        (Complete 'ConvertTo-CNetDockerJson l').CompletionText | Should -BeExactly 'lab'
        (Complete 'ConvertTo-CNetDockerJson -Sandbox w').CompletionText | Should -BeExactly 'web'
        (Complete 'ConvertTo-CNetDockerJson -Endpoint lab/').CompletionText | Should -BeExactly 'lab/web'
    }

    It 'shows published ports as Docker does' {
        $null = New-CNetNetwork shop -Subnet 10.8.0.0/24 | Connect-CNetNetwork -Sandbox shop -Publish 127.0.0.1:8443:443, 8080:80, 8081:80, 9000-9001:53-54/udp
        $null = New-CNetNetwork open -Subnet 10.9.0.0/24 -Option gateway_mode_ipv4=routed | Connect-CNetNetwork -Sandbox shop -Publish 25
        $ports = (Get-CNetSandbox shop | ConvertTo-CNetDockerJson | ConvertFrom-Json -AsHashtable).NetworkSettings.Ports
        $ports.Keys | Should -BeExactly '25/tcp', '53/udp', '54/udp', '80/tcp', '443/tcp'
        $ports['25/tcp'] | Should -BeNullOrEmpty
        $ports['443/tcp'].ForEach{ "$($_.HostIp):$($_.HostPort)" } | Should -BeExactly '127.0.0.1:8443'
        $ports['80/tcp'].ForEach{ "$($_.HostIp) $($_.HostPort)" } | Should -BeExactly '0.0.0.0 8080', '0.0.0.0 8081', ':: 8080', ':: 8081'
        $ports['54/udp'].ForEach{ "$($_.HostIp) $($_.HostPort)" } | Should -BeExactly '0.0.0.0 9001', ':: 9001'
        $ports['54/udp'][0].HostPort | Should -BeOfType string
    }
}
