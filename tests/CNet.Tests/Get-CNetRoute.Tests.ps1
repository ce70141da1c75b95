Describe 'Get-CNetRoute' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        # Routes as ip shows them, but for what the kernel adds to IPv6 by itself.
        function Get-IPRoute([string[]] $Command) {
            @(Invoke-InSandbox web ip -j -4 route show @Command; Invoke-InSandbox web ip -j -6 route show @Command) | ConvertFrom-Json |
                ForEach-Object { "$($_.dst -eq 'default' ? $null : $_.dst) $($_.gateway) $($_.dev)" }
        }
    }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Route @{ '10.9.0.0/16' = '10.1.0.254'; '10.8.0.0/16' = '' } | Connect-CNetNetwork -Sandbox web, db
    }
    AfterEach { Exit-TestHost }

    It 'lists those of a sandbox as ip does' {
        $routes = Get-CNetRoute -Sandbox web
        $routes.ForEach{ "$($_.DestinationPrefix.PrefixLength ? "$($_.DestinationPrefix)" : $null) $($_.NextHop) $($_.InterfaceName)" } | Sort-Object |
            Should -BeExactly (Get-IPRoute | Sort-Object)
        $default = $routes.Where{ $_.DestinationPrefix -eq '0.0.0.0/0' }
        "$default" | Should -BeExactly 'default via 10.1.0.1 dev eth0'
        "$($default.Type) $($default.Table) $($default.RouteMetric) $($default.Sandbox)" | Should -BeExactly 'unicast 254 0 web'
        $routes.Where{ $_.DestinationPrefix -eq '10.1.0.0/24' }.ForEach{ "$($_.Protocol) $($_.PreferredSource)" } | Should -BeExactly 'kernel 10.1.0.2'
    }

    It 'lists those of the Host' {
        Invoke-InHost ip route add blackhole 10.99.0.0/16
        (Get-CNetRoute).ForEach{ "$($_.DestinationPrefix) $($_.Type)" } | Should -BeExactly '10.1.0.0/24 unicast', '10.99.0.0/16 blackhole'
    }

    It 'looks into <Name>' -ForEach @(
        @{ Name = 'sandboxes'; Do = { Get-CNetRoute -Sandbox web } }
        @{ Name = 'piped sandboxes'; Do = { Get-CNetSandbox web | Get-CNetRoute } }
        @{ Name = 'sandboxes of another process'; Do = { Get-CNetSandbox web | ConvertTo-Deserialized | Get-CNetRoute } }
        @{ Name = 'namespaces'; Do = { Get-CNetRoute -Namespace web } }
        @{ Name = 'piped namespaces'; Do = { Get-CNetNamespace web | Get-CNetRoute } }
    ) {
        (& $Do).DestinationPrefix | Should -BeExactly '0.0.0.0/0', '10.1.0.0/24', '10.8.0.0/16', '10.9.0.0/16'
    }

    It 'selects by destination, interface and table' {
        (Get-CNetRoute 10.9.0.0/16, 0.0.0.0/0 -Sandbox web).NextHop | Should -BeExactly '10.1.0.1', '10.1.0.254'
        (Get-CNetRoute 0.0.0.0/0 -Sandbox *).Sandbox | Should -BeExactly 'db', 'web'
        Assert-Error { Get-CNetRoute 10.77.0.0/16 -Sandbox web } RouteNotFound ObjectNotFound
        (Get-CNetRoute -Sandbox web -InterfaceName eth0).Count | Should -Be 4
        Get-CNetRoute -Sandbox web -InterfaceName lo | Should -BeNullOrEmpty
        (Get-CNetRoute -Sandbox web -AllTables).DestinationPrefix | Should -Contain '127.0.0.0/8'
    }

    It 'selects default routes of both families, tables and wildcards' {
        (Get-CNetRoute default -Sandbox web, db).Sandbox | Should -BeExactly 'web', 'db'
        Invoke-InSandbox web ip route add 10.7.0.0/16 via 10.1.0.9 table 100
        (Get-CNetRoute -Table 100 -Sandbox web).ForEach{ "$_ $($_.Table)" } | Should -BeExactly '10.7.0.0/16 via 10.1.0.9 dev eth0 100'
        (Get-CNetRoute -InterfaceName eth* -AddressFamily IPv4 -Sandbox web).Count | Should -Be 4
        Assert-Error { Get-CNetRoute -InterfaceName nope -Sandbox web } InterfaceNotFound ObjectNotFound
        (Get-CNetInterface eth0 -Sandbox web | Get-CNetRoute default).NextHop | Should -BeExactly '10.1.0.1'
    }

    It 'finds the route of an address as ip does' {
        (Get-CNetRoute -To 192.0.2.1, 10.9.1.1, 10.1.0.3 -Sandbox web).ForEach{ "$_" } | Should -BeExactly 'default via 10.1.0.1 dev eth0', '10.9.0.0/16 via 10.1.0.254 dev eth0', '10.1.0.0/24 dev eth0'
        (Invoke-InSandbox web ip -j route get fibmatch 10.9.1.1 | ConvertFrom-Json).dst | Should -BeExactly '10.9.0.0/16'
        Assert-Error { Get-CNetRoute -To fd99::1 -Sandbox web } RouteNotFound ObjectNotFound
    }

    It 'tells all hops of a route' {
        Invoke-InSandbox web ip route add 10.6.0.0/16 nexthop via 10.1.0.9 weight 1 nexthop via 10.1.0.10 weight 2
        (Get-CNetRoute 10.6.0.0/16 -Sandbox web).Hops.ForEach{ "$_" } | Should -BeExactly 'via 10.1.0.9 dev eth0 weight 1', 'via 10.1.0.10 dev eth0 weight 2'
    }

    It 'takes a piped name for that of a sandbox' {
        ('web' | Get-CNetRoute 0.0.0.0/0).NextHop | Should -BeExactly '10.1.0.1'
    }

    It 'takes the sandbox of an endpoint' {
        (Get-CNetEndpoint web | Get-CNetRoute 0.0.0.0/0).Sandbox | Should -BeExactly 'web'
    }

    It 'refuses what is no destination: <_>' -ForEach '10.9/16', '10.9.0.1/16', 'nowhere', '' {
        Assert-Error { Get-CNetRoute $_ -Sandbox web } SubnetInvalid InvalidArgument
    }

    It 'gives one error for each bad sandbox' {
        (Get-CNetRoute 0.0.0.0/0 -Sandbox web, nope, db -ErrorAction SilentlyContinue -ErrorVariable errors).Sandbox | Should -BeExactly 'web', 'db'
        $errors.FullyQualifiedErrorId | Should -BeExactly 'SandboxNotFound,CNet.Commands.GetCNetRouteCommand'
        Assert-Error { Get-CNetRoute -Namespace nope } NamespaceNotFound ObjectNotFound
    }

    It 'shows a table like ip, and a wide view' {
        $table = Get-CNetRoute -Sandbox web | Format-Table | Out-String -Width 200
        $table | Should -Match 'Destination +NextHop +Interface +Metric +Protocol +Source'
        $table | Should -Match 'default +10\.1\.0\.1 +eth0 +0'
        Get-CNetRoute 10.9.0.0/16 -Sandbox web | Format-Wide | Out-String | Should -Match '10\.9\.0\.0/16'
        (Get-CNetRoute 10.9.0.0/16 -Sandbox web).Destination | Should -BeExactly '10.9.0.0/16'
        (Get-CNetRoute 10.9.0.0/16 -Sandbox web).InterfaceAlias | Should -BeExactly 'eth0'
    }
}
