Describe 'Get-CNetStatistic' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $web, $db = $lab | Add-CNetEndpoint web, db | Join-CNetSandbox -Sandbox { $_.Name }
    }
    AfterEach { Exit-TestHost }

    It 'has the numbers of the kernel' {
        Test-Ping web 10.1.0.3 | Should -BeTrue
        $statistic = Get-CNetStatistic -Endpoint web
        $kernel = (Invoke-InSandbox web ip -s -j link show eth0 | ConvertFrom-Json).stats64
        $statistic.ReceivedPackets | Should -BeGreaterThan 0
        $statistic.ReceivedBytes | Should -BeOfType uint64
        "$($statistic.ReceivedBytes) $($statistic.ReceivedPackets) $($statistic.ReceivedErrors) $($statistic.ReceivedDropped)" |
            Should -BeExactly "$($kernel.rx.bytes) $($kernel.rx.packets) $($kernel.rx.errors) $($kernel.rx.dropped)"
        "$($statistic.SentBytes) $($statistic.SentPackets) $($statistic.SentErrors) $($statistic.SentDropped)" |
            Should -BeExactly "$($kernel.tx.bytes) $($kernel.tx.packets) $($kernel.tx.errors) $($kernel.tx.dropped)"
        $null = Test-Ping web 10.1.0.3
        ($web | Get-CNetStatistic).SentPackets | Should -BeGreaterThan $statistic.SentPackets
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'an endpoint'; Do = { Get-CNetStatistic -Endpoint lab/web }; Expected = 'web eth0 lab/web' }
        @{ Name = 'piped endpoints'; Do = { $web, $db | Get-CNetStatistic }; Expected = 'web eth0 lab/web', 'db eth0 lab/db' }
        @{ Name = 'endpoints by wildcard'; Do = { Get-CNetStatistic -Endpoint lab/* }; Expected = 'db eth0 lab/db', 'web eth0 lab/web' }
        @{ Name = 'an endpoint of another process'; Do = { $web | ConvertTo-Deserialized | Get-CNetStatistic }; Expected = 'web eth0 lab/web' }
        @{ Name = 'a sandbox'; Do = { Get-CNetStatistic -Sandbox web }; Expected = 'web lo ', 'web eth0 lab/web' }
        @{ Name = 'piped sandboxes'; Do = { Get-CNetSandbox | Get-CNetStatistic -InterfaceName eth* }; Expected = 'db eth0 lab/db', 'web eth0 lab/web' }
        @{ Name = 'a namespace'; Do = { Get-CNetNamespace web | Get-CNetStatistic -InterfaceName eth0 }; Expected = 'web eth0 lab/web' }
        @{ Name = 'interfaces'; Do = { Get-CNetInterface -Sandbox web | Get-CNetStatistic }; Expected = 'web lo ', 'web eth0 lab/web' }
        @{ Name = 'both ends of an endpoint'; Do = { Get-CNetInterface -Endpoint web | Get-CNetStatistic | Where-Object Sandbox }; Expected = 'web eth0 lab/web' }
        @{ Name = 'a process'; Do = { Get-Process -Id (Start-Sleeper web) | Get-CNetNamespace | Get-CNetInterface eth0 | Get-CNetStatistic }; Expected = 'web eth0 lab/web' }
    ) {
        (& $Do).ForEach{ "$($_.Sandbox) $($_.InterfaceName) $($_.Endpoint)" } | Should -BeExactly $Expected
        Remove-CNetSandbox web, db -Force
    }

    It 'looks at the Host itself where nothing is named' {
        $found = Get-CNetStatistic
        $found.InterfaceName | Should -Contain "br-$($lab.ShortId)"
        ($found | Where-Object Endpoint -EQ lab/web).InterfaceName | Should -BeExactly $web.HostInterfaceName
    }

    It 'shows nothing of an endpoint that is not joined, and of null' {
        $lab | Add-CNetEndpoint idle | Get-CNetStatistic | Should -BeNullOrEmpty
        Assert-NullIsNotAll { Get-CNetStatistic -Sandbox $null }
        Assert-NullIsNotAll { Get-CNetStatistic -Endpoint $null }
        Assert-Error { Get-CNetStatistic -Endpoint nope } EndpointNotFound ObjectNotFound
        Assert-Error { Get-CNetStatistic -Sandbox nope } SandboxNotFound ObjectNotFound
    }

    It 'shows a table, a list and a wide view' {
        Get-CNetStatistic -Endpoint web | Format-Table | Out-String -Width 120 | Should -Match '(?s)Interface +Endpoint +RxBytes +RxPackets +TxBytes +TxPackets +Errors +Dropped.+eth0 +lab/web +\d'
        Get-CNetStatistic -Endpoint web | Format-List | Out-String | Should -Match '(?s)ReceivedErrors +: 0.+Time +: \S'
        Get-CNetStatistic -Endpoint web | Format-Wide | Out-String | Should -Match 'eth0'
    }

    It 'completes endpoints and interfaces' {
        (Complete 'Get-CNetStatistic -Endpoint w').CompletionText | Should -BeExactly 'web'
        (Complete 'Get-CNetStatistic -Sandbox web -InterfaceName ').CompletionText | Should -BeExactly 'eth0'
    }
}
