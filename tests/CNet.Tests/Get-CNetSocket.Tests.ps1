Describe 'Get-CNetSocket' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab | Connect-CNetNetwork -Sandbox web, db
    }
    AfterEach { Exit-TestHost }

    It 'lists who listens, with the process, as ss does' {
        $listener = Start-CNetProcess web -- python3 -c 'import socket,time; s=socket.socket(); s.bind(("10.1.0.2", 8080)); s.listen(7); u=socket.socket(type=socket.SOCK_DGRAM); u.bind(("0.0.0.0", 5353)); time.sleep(60)'
        try {
            Wait-Until { @(Get-CNetSocket -Sandbox web).Count -eq 2 }
            $sockets = Get-CNetSocket -Sandbox web, db
            $sockets.ForEach{ "$_ $($_.State) $($_.SendQueue) $($_.User) $($_.ProcessId -eq $listener.Id) $($_.Sandbox)" } |
                Should -BeExactly "tcp 10.1.0.2:8080 Listen 7 root $($listener.Id) web", "udp 0.0.0.0:5353 Unconnected 0 root $($listener.Id) web"
            Invoke-InSandbox web ss -Hlntp | Should -Match "10\.1\.0\.2:8080 .*pid=$($listener.Id),"
            (Get-CNetSandbox web | Get-CNetSocket 8080).ProcessName | Should -BeLike 'python3*'
            (Get-CNetSocket -Protocol Udp -Sandbox web).LocalPort | Should -Be 5353
            (Get-CNetSocket -ProcessId $listener.Id -Namespace "pid:$($listener.Id)").Count | Should -Be 2
            Get-CNetSocket -ProcessId 1 -Sandbox web | Should -BeNullOrEmpty
            Get-CNetSocket -Sandbox web | Format-Table | Out-String -Width 120 | Should -Match "tcp +Listen +10\.1\.0\.2:8080 +0 +7 +root +python3.* \($($listener.Id)\)"
        } finally { Stop-CNetProcess $listener.Id }
    }

    It 'lists connections by state and port' {
        $pair = Start-CNetProcess web -- python3 -c 'import socket,time; s=socket.socket(); s.bind(("127.0.0.1", 8080)); s.listen(); c=socket.create_connection(("127.0.0.1", 8080)); d=s.accept(); time.sleep(60)'
        try {
            Wait-Until { @(Get-CNetSocket -State Established -Sandbox web).Count -eq 2 }
            (Get-CNetSocket -Sandbox web).Count | Should -Be 1
            (Get-CNetSocket -All -Sandbox web).Count | Should -Be 3
            (Get-CNetSocket -RemotePort 8080 -Sandbox web).ForEach{ "$($_.RemoteAddress) $($_.State)" } | Should -BeExactly '127.0.0.1 Established'
        } finally { Stop-CNetProcess $pair.Id }
    }

    It 'shows nothing where nobody listens' {
        Get-CNetSocket -Namespace blue | Should -BeNullOrEmpty
        Get-CNetSandbox db | Get-CNetSocket | Should -BeNullOrEmpty
        Assert-Error { Get-CNetSocket -Namespace nope } NamespaceNotFound ObjectNotFound
    }
}
