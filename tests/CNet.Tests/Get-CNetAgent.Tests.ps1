Describe 'Get-CNetAgent' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    It 'tells that it does not run' {
        $agent = Get-CNetAgent
        $agent.State | Should -Be Stopped
        @($agent.ProcessId, $agent.Started, $agent.MemoryBytes).Where{ $null -ne $_ } | Should -BeNullOrEmpty
        $agent.LogPath | Should -BeLike '*/agent.log'
    }

    It 'shows one that runs' {
        $started = Start-CNetAgent
        $agent = Get-CNetAgent
        $agent.ProcessId | Should -Be $started.ProcessId
        $agent.MemoryBytes | Should -BeGreaterThan 1MB
        ([DateTimeOffset]::Now - $agent.Started).TotalMinutes | Should -BeLessThan 1
        $agent | Format-Table | Out-String | Should -Match "$($testHost.Name) +Running +$($agent.ProcessId) +0 +0 +0 +\d+ MB"
    }

    It 'finds it by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Get-CNetAgent $testHost.Name } }
        @{ Name = 'piped object'; Do = { $testHost | Get-CNetAgent } }
    ) {
        (& $Do).HostName | Should -BeExactly $testHost.Name
    }

    It 'refuses what is no Host' {
        Assert-Error { Get-CNetAgent nope } HostNotFound ObjectNotFound
        Assert-NullIsNotAll { Get-CNetAgent $null }
    }
}
