Describe 'Register-CNetEvent' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        function Get-WatchThread { @(Get-ChildItem /proc/self/task | ForEach-Object { Get-Content "$_/comm" -ErrorAction Ignore } | Where-Object { $_ -in 'CNet events', 'CNet subscriber' }) }
        # Actions run between the commands of a session.
        function Wait-Action([scriptblock] $Condition) {
            $clock = [Diagnostics.Stopwatch]::StartNew()
            while (-not (& $Condition) -and $clock.Elapsed.TotalSeconds -lt 20) { Wait-Event nothing -Timeout 1 | Out-Null }
            & $Condition | Should -BeTrue -Because "this comes: $Condition"
        }
    }
    BeforeEach {
        # What an earlier suite of the session left.
        Get-EventSubscriber -Force | Unregister-Event -Force
        Enter-TestHost
    }
    AfterEach {
        Get-EventSubscriber -Force | Unregister-Event -Force
        Get-Event | Remove-Event
        Wait-Until { -not (Get-WatchThread) }
        Exit-TestHost
    }

    It 'runs an action for each event, in their order' {
        $seen = [System.Collections.Generic.List[object]]::new()
        $job = Register-CNetEvent Link -SourceIdentifier links -MessageData $seen -Action { $Event.MessageData.Add($EventArgs.NewEvent) }
        $job | Should -BeOfType System.Management.Automation.PSEventJob
        $job.Name | Should -BeExactly 'links'
        1..200 | ForEach-Object { "link add l$_ type bridge" } | Invoke-InHost ip -batch -
        Wait-Action { $seen.Count -ge 200 }
        $seen.Number | Should -Be (1..$seen.Count)
        $seen.Where{ $_.Action -eq 'Added' }.Name | Should -BeExactly (1..200).ForEach{ "l$_" }
        Unregister-Event links
        # The session takes what still waits for it first.
        Wait-Action { -not (Get-EventSubscriber -Force) }
        Wait-Until { -not (Get-WatchThread) }
        $job | Remove-Job
    }

    It 'leaves events to Get-Event and Wait-Event without one' {
        Register-CNetEvent Link, Address -All -SourceIdentifier queue -MessageData 7 | Should -BeNullOrEmpty
        foreach ($mtu in 60001..60003) { Invoke-InHost ip link set lo mtu $mtu }
        $first = Wait-Event queue -Timeout 10
        "$($first.SourceEventArgs.NewEvent) $($first.MessageData) $($first.Sender)" | Should -BeExactly 'Link Changed lo 7 Events of CNet'
        Wait-Action { @(Get-Event queue).Count -ge 3 }
        (Get-Event queue).SourceEventArgs.NewEvent.Number | Should -Be (1..3)
        (Get-EventSubscriber queue).SourceObject | Should -BeOfType CNet.Subscriptions.NetworkEventSource
    }

    It 'takes what is there with it' {
        Register-CNetEvent Link -SourceIdentifier queue -IncludeInitialState
        (Wait-Event queue -Timeout 10).SourceEventArgs.NewEvent.ForEach{ "$_" } | Should -BeExactly 'Link Present lo'
    }

    It 'ends with <Name>, and nothing is left of it' -ForEach @(
        @{ Name = 'Unregister-Event'; Do = { Unregister-Event some } }
        @{ Name = 'Remove-Job'; Do = { Remove-Job some -Force } }
        @{ Name = 'Stop-Job'; Do = { Stop-Job some } }
    ) {
        $sockets = { @(Get-ChildItem /proc/self/fd | Where-Object { $_.LinkTarget -match '^socket|inotify|eventfd' }).Count }
        $null = New-CNetNetwork lab
        $before = & $sockets
        $null = Register-CNetEvent -All -SourceIdentifier some -Action { }
        Get-WatchThread | Should -HaveCount 2
        & $Do
        Wait-Action { -not (Get-EventSubscriber -Force) }
        Wait-Until { -not (Get-WatchThread) }
        Wait-Until { (& $sockets) -le $before }
    }

    It 'ends after as many events as are wanted' {
        Register-CNetEvent Link -SourceIdentifier two -MaxTriggerCount 2
        1..5 | ForEach-Object { "link add l$_ type bridge" } | Invoke-InHost ip -batch -
        Wait-Until { -not (Get-EventSubscriber two -ErrorAction Ignore) }
        Get-Event two | Should -HaveCount 2
    }

    It 'ends with its session' {
        $shell = [powershell]::Create().AddScript("Import-Module '$modulePath'; Register-CNetEvent -SourceIdentifier inside -Action { }")
        $null = $shell.Invoke()
        $shell.Streams.Error | Should -BeNullOrEmpty
        Get-WatchThread | Should -HaveCount 2
        $shell.Dispose()
        Wait-Until { -not (Get-WatchThread) }
    }

    It 'ends with the module' {
        Invoke-Pwsh @'
$null = Use-CNetHost { Register-CNetEvent -SourceIdentifier inside -Action { } }
$null = Register-CNetEvent Link -SourceIdentifier other -Action { }
Remove-Module CNet
"left: $(Get-EventSubscriber -Force)"
$null = [Threading.SpinWait]::SpinUntil([Func[bool]] { -not (Get-Content /proc/self/task/*/comm -ErrorAction Ignore | Where-Object { $_ -in 'CNet events', 'CNet subscriber' }) }, 10000)
"threads: $(Get-Content /proc/self/task/*/comm -ErrorAction Ignore | Where-Object { $_ -in 'CNet events', 'CNet subscriber' })"
'@ | Should -BeExactly 'left: ', 'threads: '
    }

    It 'tells of a Host that was removed' {
        $other = New-CNetHost
        Use-CNetHost $other.Name { Register-CNetEvent Link -SourceIdentifier gone }
        Remove-CNetHost $other.Name -Force
        Wait-Until { (Get-Event gone -ErrorAction Ignore).SourceEventArgs.NewEvent.Where{ $_.Action -eq 'Failed' } }
        (Get-Event gone).SourceEventArgs.NewEvent[-1].Detail | Should -Match 'was removed'
    }

    It 'waits for a session that does not take its events, and tells that it had to' {
        Register-CNetEvent Link -SourceIdentifier slow
        # More than may wait: links that change their MTU again and again.
        $lines = foreach ($i in 1..15000) { "link set lo mtu $(60000 + $i % 2)" }
        $lines | Invoke-InHost ip -batch -
        Wait-Until { @(Get-Event slow).Count -ge 8192 }
        @(Get-Event slow).Count | Should -BeLessThan 8500
        Get-Event slow | Remove-Event
        Wait-Until { @(Get-Event slow).Count -gt 0 }
    }

    It 'says what is wrong' {
        Register-CNetEvent Link -SourceIdentifier same
        Assert-Error { Register-CNetEvent Link -SourceIdentifier same } SubscriptionExists ResourceExists
        Assert-Error { Register-CNetEvent Link -Sandbox nope } SandboxNotFound ObjectNotFound
        Assert-NullIsNotAll { Register-CNetEvent -Sandbox $null }
        @(Get-EventSubscriber -Force) | Should -HaveCount 1
    }

    It 'hides a subscription that supports another' {
        Register-CNetEvent Link -SourceIdentifier hidden -SupportEvent
        Get-EventSubscriber | Should -BeNullOrEmpty
        Get-EventSubscriber -Force | Should -HaveCount 1
    }
}
