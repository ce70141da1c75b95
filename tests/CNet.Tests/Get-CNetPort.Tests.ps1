Describe 'Get-CNetPort' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $null = $lab | Connect-CNetNetwork -Sandbox web, db
        $null = Publish-CNetPort -Endpoint web -Mapping 127.0.0.1:8080:80, 127.0.0.1:10080:80, 127.0.0.1:9800-9803:90-93/udp
        $null = Publish-CNetPort -Endpoint db -Mapping 5432:5432
    }
    AfterEach { Exit-TestHost }

    It 'lists ports as docker port does, those of the endpoint in order' {
        (Get-CNetPort web).ForEach{ "$_" } | Should -BeExactly '80/tcp -> 127.0.0.1:8080', '80/tcp -> 127.0.0.1:10080', '90-93/udp -> 127.0.0.1:9800-9803'
        (Get-CNetPort).Count | Should -Be 5
    }

    It 'finds ports by <Name>' -ForEach @(
        @{ Name = 'endpoint'; Do = { Get-CNetEndpoint db | Get-CNetPort } }
        @{ Name = 'qualified name'; Do = { Get-CNetPort lab/db } }
        @{ Name = 'wildcard'; Do = { Get-CNetPort d* } }
        @{ Name = 'sandbox'; Do = { Get-CNetSandbox db | Get-CNetPort } }
        @{ Name = 'network'; Do = { Get-CNetNetwork lab | Get-CNetPort -ContainerPort 5432 -ErrorAction Ignore } }
        @{ Name = 'port of the endpoint'; Do = { Get-CNetPort db -ContainerPort 5432 } }
        @{ Name = 'port of the Host'; Do = { Get-CNetPort -HostPort 5000-6000 } }
        @{ Name = 'text'; Do = { Get-CNetPort -InputObject 5432/tcp } }
        @{ Name = 'object'; Do = { Get-CNetPort db | Get-CNetPort } }
        @{ Name = 'object of another process'; Do = { Get-CNetPort db | ConvertTo-Deserialized | Get-CNetPort } }
    ) {
        $found = & $Do
        $found.Endpoint | Should -Be ('db', 'db')
        $found.HostPort | Should -Be (5432, 5432)
    }

    It 'selects by protocol' {
        (Get-CNetPort -Protocol Udp).HostPorts | Should -BeExactly '9800-9803'
        Get-CNetPort web -Protocol Sctp | Should -BeNullOrEmpty
    }

    It 'says which port is not published' {
        Assert-Error { Get-CNetPort web -ContainerPort 81 } PortNotFound ObjectNotFound "'lab/web' has not published its port 81"
        Assert-Error { Get-CNetPort -InputObject 4711 } PortNotFound ObjectNotFound '4711'
        Assert-Error { Get-CNetPort nobody } EndpointNotFound ObjectNotFound
        Assert-NullIsNotAll { Get-CNetPort $null }
    }

    It 'has what scripts need' {
        $port = Get-CNetPort web -HostPort 9801
        $port.HostAddress | Should -Be ([ipaddress] '127.0.0.1')
        "$($port.HostPort) $($port.HostPorts) $($port.ContainerPort) $($port.ContainerPorts) $($port.PortCount) $($port.Protocol)" | Should -BeExactly '9800 9800-9803 90 90-93 4 Udp'
        @(Get-CNetPort web) | Should -HaveCount 3
    }

    It 'shows a table, a list and a wide view' {
        Get-CNetPort web | Format-Table | Out-String -Width 120 | Should -Match '(?s)Endpoint: lab/web.+Port +Path +Target +Sandbox.+80/tcp -> 127\.0\.0\.1:8080 +Kernel +10\.1\.0\.2 +web'
        Get-CNetPort db | Format-List | Out-String | Should -Match '(?s)HostPorts +: 5432.+Path +: Kernel'
        Get-CNetPort db | Format-Wide | Out-String | Should -Match '5432/tcp -> 0\.0\.0\.0:5432'
    }

    It 'completes ports' {
        (Complete 'Get-CNetPort -InputObject 98').CompletionText | Should -BeExactly '9800-9803/udp'
        (Complete 'Unpublish-CNetPort 5').ToolTip | Should -BeExactly '5432 of lab/db'
    }
}
