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

    Context 'rates' {
        BeforeEach {
            # Something to measure, until its sandbox is removed.
            $null = Invoke-CNetCommand web -- sh -c 'ping -i 0.01 10.1.0.3 >/dev/null 2>&1 & echo $!'
        }
        AfterEach { Get-CNetSandbox | Remove-CNetSandbox -Force }

        It 'are what the kernel counted in a second' {
            $before = Get-CNetStatistic -Endpoint web
            $rate = Get-CNetStatistic -Endpoint web -Rate -Interval 900ms
            $after = Get-CNetStatistic -Endpoint web
            $rate | Should -BeOfType CNet.StatisticRate
            "$rate $($rate.Sandbox) $($rate.Endpoint) $($rate.InterfaceIndex)" | Should -BeExactly "eth0 web lab/web $($before.InterfaceIndex)"
            $rate.Duration | Should -BeGreaterOrEqual ([timespan] '0:0:0.9')
            foreach ($name in 'Bytes', 'Packets') {
                foreach ($direction in 'Received', 'Sent') {
                    $counted = $rate."$direction${name}PerSecond" * $rate.Duration.TotalSeconds
                    [Math]::Abs($counted - [Math]::Round($counted)) | Should -BeLessThan 1e-3 -Because 'it is a number of whole ones'
                    $counted | Should -BeGreaterThan 0.5
                    $counted | Should -BeLessOrEqual ($after."$direction$name" - $before."$direction$name" + 1e-3)
                }
            }
            $rate.ReceivedErrorsPerSecond + $rate.SentErrorsPerSecond + $rate.ReceivedDroppedPerSecond + $rate.SentDroppedPerSecond | Should -Be 0
        }

        It 'of a whole pipeline are measured at once, <Name>' -ForEach @(
            @{ Name = 'of endpoints'; Do = { $web, $db | Get-CNetStatistic -Rate -Interval 900ms }; Expected = 'web eth0 lab/web', 'db eth0 lab/db' }
            @{ Name = 'of sandboxes'; Do = { Get-CNetSandbox | Get-CNetStatistic -Rate -Interval 0.9 -InterfaceName eth* }; Expected = 'db eth0 lab/db', 'web eth0 lab/web' }
            @{ Name = 'of interfaces'; Do = { Get-CNetInterface -Sandbox web | Get-CNetStatistic -Rate -Interval ([timespan] '0:0:1') }; Expected = 'web lo ', 'web eth0 lab/web' }
        ) {
            $rates = & $Do
            $rates.ForEach{ "$($_.Sandbox) $($_.InterfaceName) $($_.Endpoint)" } | Should -BeExactly $Expected
            $begun = $rates.ForEach{ $_.Time - $_.Duration } | Sort-Object -Bottom 1
            $begun | Should -BeLessThan ($rates.Time | Sort-Object -Top 1) -Because 'the last began before the first ended'
        }

        It 'take a second where nothing is said, and -Interval means -Rate' {
            (Get-CNetStatistic -Endpoint web -Rate).Duration | Should -BeGreaterOrEqual ([timespan] '0:0:1')
            Get-CNetStatistic -Endpoint web -Interval 1ms | Should -BeOfType CNet.StatisticRate
            Assert-Error { $web, $db | Get-CNetStatistic -Rate -Interval soon } DurationInvalid InvalidArgument
            $lab | Add-CNetEndpoint idle | Get-CNetStatistic -Rate -Interval 1h | Should -BeNullOrEmpty -Because 'there is nothing to wait for'
        }

        It 'are not made up for what goes away' {
            $other = New-CNetNetwork other | Connect-CNetNetwork -Sandbox db
            # What stands before it in the pipeline ends after it has looked for the first time, and before it does for the second.
            $rates = $web, $other, $db | & { process { $_ } end { $other | Disconnect-CNetSandbox } } | Get-CNetStatistic -Rate -Interval 1ms -ErrorVariable errors -ErrorAction SilentlyContinue
            $rates.Endpoint | Should -BeExactly 'lab/web', 'lab/db'
            $errors.FullyQualifiedErrorId | Should -BeExactly 'InterfaceNotFound,CNet.Commands.GetCNetStatisticCommand'
            $rates = $web, $db | & { process { $_ } end { $db | Disconnect-CNetSandbox } } | Get-CNetStatistic -Rate -Interval 1ms -ErrorVariable errors -ErrorAction SilentlyContinue
            $rates.Endpoint | Should -BeExactly 'lab/web'
            $errors.FullyQualifiedErrorId | Should -BeExactly 'NamespaceNotFound,CNet.Commands.GetCNetStatisticCommand'
        }

        It 'end at once with Ctrl+C' {
            $begun = [Threading.ManualResetEventSlim]::new()
            $shell = [powershell]::Create()
            try {
                $null = $shell.AddScript({
                        $module, $flag = $args
                        Import-Module $module
                        & { 'lab/web' } | & { process { $_ } end { $flag.Set() } } | ForEach-Object { Get-CNetEndpoint $_ } | Get-CNetStatistic -Rate -Interval 1m
                    }).AddArgument($modulePath).AddArgument($begun)
                $running = $shell.BeginInvoke()
                $begun.Wait([timespan] '0:1:0') | Should -BeTrue
                $stopped = $shell.BeginStop($null, $null)
                $stopped.AsyncWaitHandle.WaitOne([timespan] '0:0:20') | Should -BeTrue -Because 'nobody waits for the minute to pass'
                { $shell.EndInvoke($running) } | Should -Throw -ExceptionType ([System.Management.Automation.MethodInvocationException])
            }
            finally { $shell.Dispose() }
        }

        It 'have a table, a list and a wide view' {
            $rate = Get-CNetStatistic -Endpoint web -Rate -Interval 900ms
            $rate | Format-Table | Out-String -Width 80 | Should -Match '(?s)Interface +Endpoint +RxBytes/s +RxPkts/s +TxBytes/s +TxPkts/s +Err/s +Drop/s.+eth0 +lab/web +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+ +0 +0'
            $rate | Format-List | Out-String | Should -Match '(?s)SentBytesPerSecond +: [\d.]+.+Duration +: 00:00:00\.'
            $rate | Format-Wide | Out-String | Should -Match 'eth0'
        }
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
        (Complete 'Get-CNetStatistic -Sandbox web -InterfaceName ').CompletionText | Should -BeExactly 'lo', 'eth0'
    }
}
