Describe 'Watch-CNetEvent' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        # What a watch emits in another runspace, as it comes.
        function Start-Watch([string] $Command) {
            $shell = [powershell]::Create().AddScript("Import-Module '$modulePath'; $Command")
            $nothing, $output = 1..2 | ForEach-Object { , [System.Management.Automation.PSDataCollection[psobject]]::new() }
            $nothing.Complete()
            $output.EnumeratorNeverBlocks = $true
            [pscustomobject] @{ Shell = $shell; Output = $output; Run = $shell.BeginInvoke($nothing, $output) }
        }
        # The threads of watches.
        function Get-WatchThread { @(Get-ChildItem /proc/self/task | ForEach-Object { Get-Content "$_/comm" -ErrorAction Ignore } | Where-Object { $_ -in 'CNet events', 'CNet subscriber' }) }
    }
    BeforeEach { Enter-TestHost }
    AfterEach {
        Wait-Until { -not (Get-WatchThread) }
        Exit-TestHost
    }

    It 'emits what is there, as the other cmdlets do' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web, db
        $found = Get-CNetSandbox web | Watch-CNetEvent -IncludeInitialState -Timeout 200ms
        $found.Action | Sort-Object -Unique | Should -Be Present
        $found.Sandbox | Sort-Object -Unique | Should -BeExactly 'web'
        $found.Number | Should -Be (1..$found.Count)
        ($found | Where-Object Type -EQ Link).Object.ForEach{ "$_ $($_.State) $($_.Address)" } | Should -BeExactly (Get-CNetInterface -Sandbox web).ForEach{ "$_ $($_.State) $($_.Address)" }
        ($found | Where-Object Type -EQ Route).Object.ForEach{ "$_ $($_.Table)" } | Sort-Object | Should -BeExactly ((Get-CNetRoute -Sandbox web -AllTables).ForEach{ "$_ $($_.Table)" } | Sort-Object)
        ($found | Where-Object Type -EQ Endpoint).Object | Should -Be (Get-CNetEndpoint web)
        ($found | Where-Object Type -EQ Namespace).Object | Should -Be (Get-CNetNamespace web)
    }

    It 'selects by <Name>' -ForEach @(
        @{ Name = 'sandbox'; Do = { Watch-CNetEvent Link -Sandbox web -IncludeInitialState -Timeout 200ms }; Found = 'web lo', 'web eth0' }
        @{ Name = 'pattern of sandboxes'; Do = { Watch-CNetEvent Link -Sandbox * -IncludeInitialState -Timeout 200ms }; Found = 'db lo', 'db eth0', 'web lo', 'web eth0' }
        @{ Name = 'namespace'; Do = { Watch-CNetEvent -Type Link -Namespace other -IncludeInitialState -Timeout 200ms }; Found = @('other lo') }
        @{ Name = 'piped namespaces'; Do = { Get-CNetNamespace other, web | Watch-CNetEvent Link -IncludeInitialState -Timeout 200ms }; Found = 'other lo', 'web lo', 'web eth0' }
        @{ Name = 'all'; Do = { Watch-CNetEvent Link -All -IncludeInitialState -Timeout 200ms | Where-Object Namespace }; Found = 'db lo', 'db eth0', 'other lo', 'web lo', 'web eth0' }
        @{ Name = 'nothing'; Do = { Get-CNetSandbox nobody* | Watch-CNetEvent -IncludeInitialState }; Found = @() }
        @{ Name = 'several types'; Do = { Watch-CNetEvent Sandbox, Network -IncludeInitialState -Timeout 200ms | Where-Object Name -NotIn none, host, bridge }; Found = ' lab', 'db db', 'web web' }
        @{ Name = 'count'; Do = { Watch-CNetEvent Link -Sandbox web -IncludeInitialState -Count 1 }; Found = @('web lo') }
    ) {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web, db
        $null = New-CNetNamespace other
        (& $Do).ForEach{ "$($_.Namespace) $($_.Name)" } | Should -BeExactly $Found
    }

    It 'emits what happens at once, in all namespaces, until Ctrl+C' {
        $watch = Start-Watch 'Watch-CNetEvent -All -Type Link, Address, Endpoint, Sandbox, Namespace'
        try {
            Wait-Until { Get-WatchThread }
            # Whether it watches already is seen by what it tells.
            $null = New-CNetNamespace probe
            Wait-Until { $watch.Output.Name -contains 'probe' }
            $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web
            Wait-Until { $watch.Output.Where{ $_.Action -eq 'Joined' } }
            $joined = $watch.Output.Where{ $_.Action -eq 'Joined' }[0]
            "$($joined.Type) $($joined.Name) $($joined.Sandbox) $($joined.InterfaceName) $($joined.Object.State)" | Should -BeExactly 'Endpoint lab/web web eth0 Joined'
            $start = [DateTimeOffset]::Now
            Invoke-InSandbox web ip link set eth0 mtu 1400
            Wait-Until { $watch.Output.Where{ $_.Changes.Property -contains 'Mtu' } }
            $change = $watch.Output.Where{ $_.Changes.Property -contains 'Mtu' }[0]
            "$($change.Namespace) $($change.Sandbox) $($change.Name) $($change.Changes) $($change.Previous.Mtu) $($change.Object.Mtu) $($change.Object.Endpoint)" |
                Should -BeExactly "web web eth0 Mtu: 1500 $([char]0x2192) 1400 1500 1400 lab/web"
            ($change.Time - $start).TotalSeconds | Should -BeLessThan 2
            Get-CNetEndpoint web | Disconnect-CNetSandbox
            Wait-Until { $watch.Output.Where{ $_.Type -eq 'Namespace' -and $_.Action -eq 'Removed' } }
            $watch.Output.Where{ $_.Namespace -eq 'web' -and $_.Type -eq 'Link' -and $_.Name -eq 'eth0' }[-1].Action | Should -Be Removed
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $watch.Shell.Stop()
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 3
            $watch.Shell.InvocationStateInfo.State | Should -Be Stopped
        }
        finally { $watch.Shell.Dispose() }
    }

    It 'ends when whoever takes the events has enough' {
        (Watch-CNetEvent Link -IncludeInitialState | Select-Object -First 1).Name | Should -BeExactly 'lo'
    }

    It 'waits no longer than it is told' {
        $clock = [Diagnostics.Stopwatch]::StartNew()
        Watch-CNetEvent Link -Timeout 300ms | Should -BeNullOrEmpty
        $clock.Elapsed.TotalSeconds | Should -BeGreaterThan 0.29
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
    }

    It 'leaves no descriptor behind' {
        $null = New-CNetNetwork lab | Connect-CNetNetwork -Sandbox web, db
        # Not those of the watch, which are there until the garbage collector comes: a list of the directory is one itself.
        function Get-SocketCount { @(Get-ChildItem /proc/self/fd | Where-Object { $_.LinkTarget -match '^socket|inotify|eventfd' }).Count }
        $null = Watch-CNetEvent -All -IncludeInitialState -Count 10
        Wait-Until { -not (Get-WatchThread) }
        $before = Get-SocketCount
        foreach ($i in 1..5) { $null = Watch-CNetEvent -All -IncludeInitialState -Count $i }
        Wait-Until { (Get-SocketCount) -le $before }
    }

    It 'says what is not there' {
        Assert-Error { Watch-CNetEvent -Sandbox nope } SandboxNotFound ObjectNotFound
        Assert-Error { Watch-CNetEvent -Namespace nope } NamespaceNotFound ObjectNotFound
        Assert-Error { Watch-CNetEvent -Timeout soon } DurationInvalid InvalidArgument
        Assert-NullIsNotAll { Watch-CNetEvent -Sandbox $null }
        Assert-NullIsNotAll { Watch-CNetEvent -Namespace $null }
        Assert-NullIsNotAll { Watch-CNetEvent -Type $null }
    }

    It 'shows a table that comes line by line, a list and a wide view' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web
        $events = Watch-CNetEvent -All -IncludeInitialState -Timeout 200ms
        $table = $events | Format-Table | Out-String -Width 100
        $table | Should -Match '(?m)^Time +Type +Action +Name +Where +Detail'
        $table | Should -Match '(?m)^\d\d:\d\d:\d\d\.\d{3} Link +Present +eth0 +web +veth Up 02:42:0a:01:00:02'
        $table | Should -Match '(?m)^\d\d:\d\d:\d\d\.\d{3} Route +Present +default +web +via 10.1.0.1 dev eth0'
        $table | Should -Match '(?m)^\d\d:\d\d:\d\d\.\d{3} Endpoint +Present +lab/web +web +10.1.0.2 dev eth0'
        $events | Format-List | Out-String | Should -Match '(?s)Number +: 1.+Action +: Present'
        $events | Format-Wide | Out-String | Should -Match 'Link Present eth0'
        $events[0].CompareTo($events[1]) | Should -BeLessThan 0
    }
}
