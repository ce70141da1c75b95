# What users do with the objects that cmdlets emit, besides piping them on.

Describe 'Objects' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        # One of each type.
        function Get-All {
            @(
                Get-CNetNetwork lab
                Get-CNetEndpoint lab/web
                Get-CNetSandbox web
                Get-CNetNamespace web
                Get-CNetInterface eth0 -Sandbox web
                Get-CNetRoute 10.1.0.0/24 -Sandbox web
                Get-CNetDriver bridge
                Get-CNetHost -Current
                Get-CNetAgent
                Get-CNetAddressPool 10.1.0.0/24
                Get-CNetAddress 10.1.0.1
                Get-CNetPort web -HostPort 8080 | Select-Object -First 1
                Get-CNetFirewall | Select-Object -First 1
                Get-CNetDnsRecord www
                Get-CNetStatistic -Sandbox web -InterfaceName eth0
                Get-CNetStatistic -Sandbox web -InterfaceName eth0 -Rate -Interval 1ms
                Invoke-CNetCommand web -AsResult -- echo x
            )
        }
    }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24, fd00:1::/64 -Label a=1 -Option enable_icc=true -Route @{ '10.9.0.0/16' = '10.1.0.254' } | Connect-CNetNetwork -Sandbox web, db
        $null = Publish-CNetPort -Endpoint web 80 8080
        $null = Add-CNetDnsRecord -Network lab www 10.1.0.9
    }
    AfterEach { Exit-TestHost }

    It 'are called by their names' {
        (Get-All).ForEach{ "$_" } | Should -BeExactly @(
            'lab', 'web', 'web', 'web', 'eth0', '10.1.0.0/24 dev eth0', ((Get-CNetDriver bridge).ToString()), $testHost.Name, "$($testHost.Name): Stopped", '10.1.0.0/24', '10.1.0.1', '80/tcp -> 0.0.0.0:8080', "Allow anywhere $([char]0x2192) endpoint lab/web 80/tcp via 0.0.0.0:8080", 'www A 10.1.0.9', 'eth0', 'eth0', "echo x $([char]0x2192) 0")
    }

    It 'have the values of the kernel in real types' {
        $endpoint = Get-CNetEndpoint lab/web
        $endpoint.IPAddress | Should -BeOfType ipaddress
        $endpoint.Created | Should -BeOfType System.DateTimeOffset
        ([DateTimeOffset]::Now - $endpoint.Created).TotalMinutes | Should -BeLessThan 1
        (Get-CNetNetwork lab).Subnet | Should -BeOfType CNet.Cidr
        $endpoint.MacAddress | Should -BeOfType CNet.MacAddress
        (Get-CNetNetwork lab).Subnet.Where{ $_.Contains([ipaddress] '10.1.0.7') } | Should -BeExactly '10.1.0.0/24'
    }

    It 'have lists that can be indexed' {
        foreach ($object in Get-All) {
            foreach ($property in $object.PSObject.Properties.Where{ $_.Value -is [Collections.IEnumerable] -and $_.Value -isnot [string] -and $_.Value -isnot [Collections.IDictionary] }) {
                $list = $property.Value
                if (@($list).Count -eq 0) { continue }
                $first, $null = $list
                @($list[0]).Count | Should -Be 1 -Because "$($object.GetType().Name).$($property.Name)[0] is one of them"
                "$($list[0])" | Should -BeExactly "$first"
                "$($list[-1])" | Should -BeExactly "$(@($list)[-1])"
            }
        }
        "$((Get-CNetNetwork lab).Subnet[1])" | Should -BeExactly 'fd00:1::/64'
    }

    It 'survive a file' {
        $file = Join-Path $testHost.RunDirectory objects.xml
        Get-All | Export-Clixml $file
        $copies = Import-Clixml $file
        $copies.ForEach{ $_.PSTypeNames[0] } | Should -BeExactly (Get-All).ForEach{ "Deserialized.$($_.GetType().FullName)" }
        $network, $endpoint, $sandbox, $null = $copies
        "$($network.Name) $($network.Id) $($network.Subnet) $($network.Gateway) $($network.Labels.a)" |
            Should -BeExactly "lab $((Get-CNetNetwork lab).Id) 10.1.0.0/24 fd00:1::/64 10.1.0.1 fd00:1::1 1"
        "$($endpoint.IPAddress) $($endpoint.MacAddress) $($endpoint.State.ToString()) $($endpoint.Sandbox)" | Should -BeExactly "10.1.0.2 $((Get-CNetEndpoint lab/web).MacAddress) Joined web"
        $endpoint.IPAddress | Should -BeOfType ipaddress
        "$($sandbox.Endpoints) $($sandbox.Origin.ToString())" | Should -BeExactly 'lab/web Own'
        foreach ($copy in $copies) { $copy | Out-String | Should -Not -BeNullOrEmpty }
    }

    It 'come back from a job, and can be piped on' {
        $module = $modulePath
        $network, $endpoint = Start-Job { Import-Module $using:module; Get-CNetNetwork lab; Get-CNetEndpoint lab/web } | Receive-Job -Wait -AutoRemoveJob
        $network.PSTypeNames[0] | Should -BeExactly 'Deserialized.CNet.Network'
        ($network | Get-CNetEndpoint).Name | Should -BeExactly 'db', 'web'
        ($endpoint | Get-CNetSandbox).Name | Should -BeExactly 'web'
        $endpoint | Disconnect-CNetSandbox
        $endpoint | Remove-CNetEndpoint
        (Get-CNetEndpoint).Name | Should -BeExactly 'db'
        $network | Remove-CNetNetwork -Force
        (Get-CNetNetwork).Name | Should -BeExactly 'bridge', 'host', 'none'
    }

    It 'are the same where their ids are' {
        $a = Get-CNetNetwork lab
        Set-CNetNetwork lab -Label b=2
        $b = Get-CNetNetwork lab
        $a -eq $b | Should -BeTrue
        $a -eq (Get-CNetNetwork bridge) | Should -BeFalse
        @($a, $b) | Sort-Object -Unique | Should -HaveCount 1
        Compare-Object $a $b | Should -BeNullOrEmpty
        Remove-CNetNetwork lab -Force
        Compare-Object $a (New-CNetNetwork lab) | Should -HaveCount 2 -Because 'another network has the name now'
    }

    It 'sort in the natural order of their names' {
        $null = New-CNetNetwork net10, net9
        (Get-CNetNetwork net* | Sort-Object -Descending).Name | Should -BeExactly 'net10', 'net9'
    }

    It 'group and sort by property' {
        (Get-CNetEndpoint | Sort-Object IPAddress).Name | Should -BeExactly 'web', 'db'
        (Get-CNetEndpoint | Group-Object Network).Count | Should -Be 2
    }

    It 'become JSON and tables' {
        foreach ($object in Get-All) {
            ($object | ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue | ConvertFrom-Json -AsHashtable).Count | Should -BeGreaterThan 2
            $object | Select-Object * | Export-Csv (Join-Path $testHost.RunDirectory objects.csv) -Append -Force
        }
        (Get-CNetNetwork lab | ConvertTo-Json -Depth 4 | ConvertFrom-Json).Name | Should -BeExactly 'lab'
    }

    It 'become JSON with addresses that can be read, as about_CNet says' {
        $examples = [regex]::Matches((Get-Content (Join-Path $PSScriptRoot '../../docs/en-US/about_CNet.md') -Raw), '(?s)```powershell\n(.*?)\n```').ForEach{ $_.Groups[1].Value } -match 'ConvertTo-Json'
        $examples | Should -HaveCount 2
        Remove-CNetNetwork lab -Force
        $endpoints = & ([scriptblock]::Create($examples[0])) | ConvertFrom-Json
        $endpoints.ForEach{ "$($_.Name) $($_.Network) $($_.IPAddress)" } | Should -BeExactly 'web lab 10.1.0.2', 'db lab 10.1.0.3'
        $endpoints[0].MacAddress | Should -BeExactly "$((Get-CNetEndpoint lab/web).MacAddress)"
        Remove-CNetNetwork lab -Force
        & ([scriptblock]::Create($examples[1])) | ConvertFrom-Json | ConvertTo-Json -Compress | Should -BeExactly '{"Name":"lab","Subnet":["10.1.0.0/24","fd00:1::/64"],"Gateway":["10.1.0.1","fd00:1::1"],"Labels":{}}'
    }

    It 'fit narrow consoles, and more than one type in a row' {
        $text = Get-All | Out-String -Width 40
        $text.Split("`n").ForEach{ $_.Length } | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 41
        Get-CNetNetwork lab | Out-String -Width 200 | Should -Not -Match "`e\[" -Because 'no colours go into texts'
    }
}
