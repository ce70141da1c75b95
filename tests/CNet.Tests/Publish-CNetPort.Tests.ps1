Describe 'Publish-CNetPort' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24, fd00:1::/64 | Connect-CNetNetwork -Sandbox web, db
    }
    AfterEach { Exit-TestHost }

    It 'publishes on every address of both families' {
        $ports = Get-CNetEndpoint web | Publish-CNetPort 80 -HostPort 8080
        $ports.ForEach{ "$_" } | Should -BeExactly '80/tcp -> 0.0.0.0:8080', '80/tcp -> [::]:8080'
        $ports.ForEach{ "$($_.Path) $($_.TargetAddress) $($_.Network)/$($_.Endpoint) $($_.Sandbox)" } | Should -BeExactly 'Kernel 10.1.0.2 lab/web web', 'Kernel fd00:1::2 lab/web web'
        Invoke-InHost nft list map inet cnet port4 | Out-String | Should -Match 'tcp \. 8080 : 10\.1\.0\.2 \. 80'
    }

    It 'publishes <Do>' -ForEach @(
        @{ Do = { Publish-CNetPort -Endpoint web 80 8080 }; Expect = '80/tcp -> 0.0.0.0:8080', '80/tcp -> [::]:8080' }
        @{ Do = { Publish-CNetPort -Endpoint lab/web 53 53 -Protocol Udp -HostAddress 127.0.0.1 }; Expect = '53/udp -> 127.0.0.1:53' }
        @{ Do = { Publish-CNetPort -Endpoint web 80, 443 8080, 8443 -HostAddress 0.0.0.0 }; Expect = '80/tcp -> 0.0.0.0:8080', '443/tcp -> 0.0.0.0:8443' }
        @{ Do = { Publish-CNetPort -Endpoint web 80-83 9800-9803 -HostAddress '::1' }; Expect = , '80-83/tcp -> [::1]:9800-9803' }
        @{ Do = { Publish-CNetPort -Endpoint web -Mapping 8080:80, '127.0.0.1:5432:5432', '[::1]:53:53/udp' }; Expect = '80/tcp -> 0.0.0.0:8080', '80/tcp -> [::]:8080', '5432/tcp -> 127.0.0.1:5432', '53/udp -> [::1]:53' }
        @{ Do = { Publish-CNetPort -Endpoint web 80 9090-9092 -HostAddress ::ffff:127.0.0.1 }; Expect = '80/tcp -> 127.0.0.1:9090' }
        @{ Do = { [pscustomobject]@{ Endpoint = 'lab/web'; ContainerPort = 80; HostPort = 8080; Protocol = 'Sctp'; HostAddress = '127.0.0.1' } | Publish-CNetPort }; Expect = '80/sctp -> 127.0.0.1:8080' }
        @{ Do = { Get-CNetEndpoint web | ConvertTo-Deserialized | Publish-CNetPort 80 8080 -HostAddress 127.0.0.1 }; Expect = '80/tcp -> 127.0.0.1:8080' }
    ) {
        $made = & $Do
        $made.ForEach{ "$_" } | Should -BeExactly $Expect
        Get-CNetPort web | Sort-Object | ForEach-Object { "$_" } | Should -BeExactly ($made | Sort-Object).ForEach{ "$_" }
    }

    It 'publishes where endpoints are added, as one thing with them' {
        $null = Add-CNetEndpoint -Network lab late -Publish 8080:80, 9000-9001:9000-9001/udp -Sandbox late
        (Get-CNetPort late).Path | Should -Be ('Kernel', 'Kernel', 'Kernel', 'Kernel')
        $null = New-CNetNetwork other | Connect-CNetNetwork -Sandbox web -Publish 8081:80
        Get-CNetPort other/web -HostPort 8081 | Should -HaveCount 2
        $before = Get-HostState
        Assert-Error { Add-CNetEndpoint -Network lab x -Publish 8082:80, 8080:81 -Sandbox x } PortInUse ResourceBusy "lab/late"
        Assert-Error { Connect-CNetNetwork other db -Publish 8081:80 } PortInUse ResourceBusy "other/web"
        Assert-Error { Add-CNetEndpoint -Network lab x -Publish 80:80:80:80 } PortInvalid InvalidArgument
        Get-HostState | Should -BeExactly $before
    }

    It 'keeps a port over leaving and joining, and gives it back with the endpoint' {
        $null = Publish-CNetPort -Endpoint web 80 8080
        Disconnect-CNetSandbox web
        (Get-CNetPort -HostPort 8080).Path | Should -Be ('None', 'None')
        Assert-Error { Publish-CNetPort -Endpoint db 80 8080 } PortInUse ResourceBusy "published by endpoint 'lab/web'"
        $null = Join-CNetSandbox -Endpoint lab/web -Sandbox other
        (Get-CNetPort -HostPort 8080).ForEach{ "$($_.Path) $($_.Sandbox)" } | Should -BeExactly 'Kernel other', 'Kernel other'
        Remove-CNetEndpoint lab/web -Force
        Get-CNetPort | Should -BeNullOrEmpty
        (Publish-CNetPort -Endpoint db 80 8080).HostPort | Should -Be (8080, 8080)
    }

    It 'names the process that holds a port' {
        $python = @'
import socket,sys
s=socket.socket(); s.bind(("127.0.0.1",8080)); s.listen(); print("up",flush=True); sys.stdin.read()
'@
        $start = [Diagnostics.ProcessStartInfo]::new('nsenter', [string[]]("--net=$($testHost.NamespacePath)", 'python3', '-c', $python))
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        $process = [Diagnostics.Process]::Start($start)
        try {
            $process.StandardOutput.ReadLine() | Should -BeExactly 'up'
            Assert-Error { Publish-CNetPort -Endpoint web 80 8080 } PortInUse ResourceBusy "held by python3[\d.]* \($($process.Id)\)"
            (Publish-CNetPort -Endpoint web 80 8080-8081).HostPort | Should -Be (8081, 8081)
        }
        finally {
            $process.StandardInput.Close()
            $process.WaitForExit()
        }
        (Publish-CNetPort -Endpoint web 80 8080 -HostAddress 127.0.0.1).HostPort | Should -Be 8080
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'no port'; Do = { Publish-CNetPort -Endpoint web http }; Id = 'PortInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'a port beyond the last'; Do = { Publish-CNetPort -Endpoint web 80 65536 }; Id = 'PortInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'a range that goes down'; Do = { Publish-CNetPort -Endpoint web -Mapping 9090-9089:80 }; Id = 'PortInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'ranges that do not fit'; Do = { Publish-CNetPort -Endpoint web 80-82 9000-9001 }; Id = 'PortInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'a protocol nobody knows'; Do = { Publish-CNetPort -Endpoint web -Mapping 80:80/icmp }; Id = 'PortInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'counts that differ'; Do = { Publish-CNetPort -Endpoint web 80, 81 8080 }; Id = 'CountMismatch'; Category = 'InvalidArgument' }
        @{ Name = 'an address the Host has not'; Do = { Publish-CNetPort -Endpoint web 80 8080 -HostAddress 203.0.113.1 }; Id = 'AddressNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'an address of a link'; Do = { Publish-CNetPort -Endpoint web 80 8080 -HostAddress fe80::1 }; Id = 'AddressInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'an endpoint that is not there'; Do = { Publish-CNetPort -Endpoint nobody 80 }; Id = 'EndpointNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'an internal network'; Do = { $null = New-CNetNetwork inner -Internal | Add-CNetEndpoint x; Publish-CNetPort -Endpoint inner/x 80 }; Id = 'DriverUnsupported'; Category = 'NotImplemented' }
        @{ Name = 'the network host'; Do = { $null = Add-CNetEndpoint -Network host x; Publish-CNetPort -Endpoint host/x 80 }; Id = 'DriverUnsupported'; Category = 'NotImplemented' }
        @{ Name = 'the same port twice'; Do = { Publish-CNetPort -Endpoint web -Mapping 8080:80, 8080:81 }; Id = 'PortInUse'; Category = 'ResourceBusy' }
    ) {
        Assert-Error $Do $Id $Category
        Get-CNetPort | Should -BeNullOrEmpty
        Invoke-InHost nft list map inet cnet port4 | Out-String | Should -Not -Match 'elements'
    }

    It 'publishes nothing where a property of a piped object cannot be used: <Name>' -ForEach @(
        @{ Name = 'several addresses'; Row = { [pscustomobject] @{ Endpoint = 'web'; ContainerPort = 80; HostPort = 9300; HostAddress = '127.0.0.1', '::1' } }; Id = 'AddressInvalid' }
        @{ Name = 'an address that JSON took apart'; Row = { [pscustomobject] @{ Endpoint = 'web'; ContainerPort = 80; HostPort = 9300; HostAddress = [ipaddress] '127.0.0.1' } | ConvertTo-Json | ConvertFrom-Json }; Id = 'AddressInvalid' }
        @{ Name = 'an empty address'; Row = { [pscustomobject] @{ Endpoint = 'web'; ContainerPort = 80; HostPort = 9300; HostAddress = '' } }; Id = 'AddressInvalid' }
        @{ Name = 'a protocol nobody knows'; Row = { [pscustomobject] @{ Endpoint = 'web'; ContainerPort = 80; HostPort = 9300; Protocol = 'foo' } }; Id = 'PortInvalid' }
        @{ Name = 'a port that is none'; Row = { [pscustomobject] @{ Endpoint = 'web'; ContainerPort = 80; HostPort = [pscustomobject] @{ x = 1 } } }; Id = 'PortInvalid' }
    ) {
        Assert-Error { & $Row | Publish-CNetPort } $Id InvalidArgument
        Get-CNetPort | Should -BeNullOrEmpty
    }

    It 'publishes what a table of text says' {
        $made = 'Endpoint,ContainerPort,HostPort,HostAddress,Protocol', 'web,80,9300,127.0.0.1,tcp', 'db,53,53,127.0.0.1,UDP' | ConvertFrom-Csv | Publish-CNetPort
        $made.ForEach{ "$($_.Endpoint) $_" } | Should -BeExactly 'web 80/tcp -> 127.0.0.1:9300', 'db 53/udp -> 127.0.0.1:53'
    }

    It 'needs no repair, whoever looks' {
        $null = Publish-CNetPort -Endpoint web 80 8080
        Invoke-Pwsh "`$env:CNET_HOST = '$($testHost.Name)'; Repair-CNetHost -WhatIf; 'done'" | Should -BeExactly 'done'
    }

    It 'shows what it would do, of every step of a pipeline' {
        $before = Get-HostState
        $output = Invoke-Pwsh "`$env:CNET_HOST = '$($testHost.Name)'; New-CNetNetwork x -WhatIf | Add-CNetEndpoint y | Publish-CNetPort 80 8080 | ForEach-Object { `"`$_ `$(`$_.IsPreview)`" }"
        $output -join '|' | Should -Match 'Publish 8080:80/tcp" on target "x/y".+80/tcp -> 0\.0\.0\.0:8080 True\|80/tcp -> \[::\]:8080 True'
        Get-HostState | Should -BeExactly $before
    }

    It 'shows how far it is' {
        $delay = [CNet.Commands.PublishCNetPortCommand].Assembly.GetType('CNet.Commands.ProgressDisplay').GetProperty('Delay', [System.Reflection.BindingFlags] 'Static, NonPublic')
        $usual = $delay.GetValue($null)
        $delay.SetValue($null, [timespan]::Zero)
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$modulePath'; 20000..20299 | ForEach-Object { [pscustomobject] @{ ContainerPort = 80; HostPort = `$_ } } | Publish-CNetPort -Endpoint web")
            $shell.Invoke() | Should -HaveCount 600
            $shown = $shell.Streams.Progress.Where{ $_.Activity -eq 'Publishing ports' }
            $shown[0].StatusDescription | Should -Match '^\d+ of \d+: 200\d\d:80/tcp$'
            $shown[-1].RecordType | Should -Be 'Completed'
        }
        finally {
            $delay.SetValue($null, $usual)
            $shell.Dispose()
        }
    }

    It 'follows what the network says' {
        $null = New-CNetNetwork closed -Option host_binding_ipv4=127.0.0.1 | Add-CNetEndpoint x
        (Publish-CNetPort -Endpoint closed/x 80 8080).ForEach{ "$_" } | Should -BeExactly '80/tcp -> 127.0.0.1:8080'
        $null = New-CNetNetwork routed -Option gateway_mode_ipv4=routed | Add-CNetEndpoint y
        (Publish-CNetPort -Endpoint routed/y 80).ForEach{ "$_" } | Should -BeExactly '80/tcp'
        $null = Publish-CNetPort -Endpoint routed/y 81 8081 -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -Match 'routed.+no port of the Host'
        $mixed = New-CNetNetwork mixed -Subnet 10.7.0.0/24, fd00:7::/64 -Option gateway_mode_ipv6=routed | Add-CNetEndpoint z -Sandbox z
        ($mixed | Publish-CNetPort 80 8082).ForEach{ "$_ $($_.Path) $($_.TargetAddress)" } | Should -BeExactly '80/tcp -> 0.0.0.0:8082 Kernel 10.7.0.2', '80/tcp Direct fd00:7::2'
    }
}
