Describe 'Unpublish-CNetPort' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web, db
        $before = Get-HostState
        $null = Publish-CNetPort -Endpoint web -Mapping 8080:80, 127.0.0.1:53:53/udp, 9800-9803:90-93
    }
    AfterEach { Exit-TestHost }

    It 'takes back <Name>' -ForEach @(
        @{ Name = 'a port of all addresses'; Do = { Unpublish-CNetPort 8080 }; Left = 3 }
        @{ Name = 'one of a protocol'; Do = { Unpublish-CNetPort 53/udp }; Left = 4 }
        @{ Name = 'one of an address'; Do = { '0.0.0.0:8080/tcp' | Unpublish-CNetPort }; Left = 4 }
        @{ Name = 'a range'; Do = { Unpublish-CNetPort 9800-9803 }; Left = 3 }
        @{ Name = 'objects'; Do = { Get-CNetPort web -HostPort 8080 | Unpublish-CNetPort }; Left = 3 }
        @{ Name = 'objects of another process'; Do = { Get-CNetPort web | ConvertTo-Deserialized | Unpublish-CNetPort }; Left = 0 }
        @{ Name = 'all of an endpoint'; Do = { Get-CNetEndpoint web | Unpublish-CNetPort }; Left = 0 }
        @{ Name = 'some of an endpoint'; Do = { Unpublish-CNetPort -Endpoint web -ContainerPort 53, 90-99 }; Left = 2 }
    ) {
        & $Do
        @(Get-CNetPort) | Should -HaveCount $Left
        if ($Left -eq 0) { Get-HostState | Should -BeExactly $before }
    }

    It 'is silent, and emits what came in with -PassThru' {
        Unpublish-CNetPort 8080 | Should -BeNullOrEmpty
        (Unpublish-CNetPort 53/udp -PassThru).ForEach{ "$_" } | Should -BeExactly '53/udp -> 127.0.0.1:53'
    }

    It 'takes an object that is gone already for success, and a name for an error' {
        $ports = Get-CNetPort web
        $ports | Unpublish-CNetPort
        $ports | Unpublish-CNetPort -ErrorAction Stop
        $ports | ConvertTo-Deserialized | Unpublish-CNetPort -ErrorAction Stop
        Assert-Error { Unpublish-CNetPort 8080 } PortNotFound ObjectNotFound '8080'
        Assert-Error { Unpublish-CNetPort nonsense } PortInvalid InvalidArgument "'nonsense' names no port of the Host"
        Assert-Error { Unpublish-CNetPort -Endpoint web -ContainerPort 4 } PortNotFound ObjectNotFound 'has not published its port 4'
        Assert-NullIsNotAll { Unpublish-CNetPort $null }
    }

    It 'leaves a port alone that somebody else has published meanwhile' {
        $old = Get-CNetPort web -HostPort 8080
        $old | Unpublish-CNetPort
        $null = Publish-CNetPort -Endpoint db 80 8080
        $old | Unpublish-CNetPort
        (Get-CNetPort -HostPort 8080).Endpoint | Should -Be ('db', 'db')
    }

    It 'asks -WhatIf and -Confirm' {
        $all = Get-HostState
        Unpublish-CNetPort -Endpoint web -WhatIf
        Get-HostState | Should -BeExactly $all
        $output = Invoke-Pwsh "`$env:CNET_HOST = '$($testHost.Name)'; Unpublish-CNetPort 53/udp -Confirm" 'n'
        $output -join ' ' | Should -Match 'Take back 53/udp -> 127\.0\.0\.1:53'
        Get-HostState | Should -BeExactly $all
    }
}
