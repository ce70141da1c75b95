Describe 'Start-CNetAgent' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach { Enter-TestHost }
    AfterEach {
        $agent = Get-CNetAgent
        Exit-TestHost
        # Who has ended is listed until its parent has heard of it.
        if ($agent.ProcessId) { Wait-Until { -not (Get-Process -Id $agent.ProcessId -ErrorAction Ignore) } }
    }

    It 'starts the agent and emits it, once' {
        $agent = Start-CNetAgent
        $agent.State | Should -Be Running
        $agent.HostName | Should -BeExactly $testHost.Name
        $agent.Runtime | Should -Match '\.NET'
        (Get-Process -Id $agent.ProcessId).Id | Should -Be $agent.ProcessId
        (Start-CNetAgent -Timeout 10s).ProcessId | Should -Be $agent.ProcessId
    }

    It 'outlives the pwsh that starts it' {
        $id = [int] "$(Invoke-Pwsh '(Start-CNetAgent).ProcessId')"
        (Get-CNetAgent).ProcessId | Should -Be $id
    }

    It 'takes Hosts by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Start-CNetAgent $testHost.Name } }
        @{ Name = 'piped object'; Do = { $testHost | Start-CNetAgent } }
        @{ Name = 'nothing: the one in use'; Do = { Start-CNetAgent } }
    ) {
        & $Do | ForEach-Object State | Should -Be Running
    }

    It 'runs in the foreground until it is stopped, and writes what it logs' {
        $module, $name = (Get-Module CNet).Path, $testHost.Name
        $job = Start-ThreadJob {
            Import-Module $using:module
            Start-CNetAgent $using:name -Foreground
        }
        try {
            Wait-Until { (Get-CNetAgent).State -eq 'Running' }
            Assert-Error { Start-CNetAgent -Foreground } AgentUnavailable ResourceUnavailable
            Stop-CNetAgent
            $lines = $job | Wait-Job -Timeout 30 | Receive-Job
            $lines[0] | Should -Match "answers for the names of Host '$($testHost.Name)'"
            $lines[-1] | Should -Match 'The agent ends'
        }
        finally { $job | Remove-Job -Force }
    }

    It 'ends with Ctrl+C in the foreground' {
        $shell = [powershell]::Create()
        try {
            $running = $shell.AddScript("Import-Module '$((Get-Module CNet).Path)'; Start-CNetAgent '$($testHost.Name)' -Foreground").BeginInvoke()
            Wait-Until { (Get-CNetAgent).State -eq 'Running' }
            $shell.Stop()
            $running.IsCompleted | Should -BeTrue
            (Get-CNetAgent).State | Should -Be Stopped
        }
        finally { $shell.Dispose() }
    }

    It 'refuses what is no Host and what is no duration' {
        Assert-Error { Start-CNetAgent nope } HostNotFound ObjectNotFound
        Assert-Error { Start-CNetAgent -Timeout soon } DurationInvalid InvalidArgument
    }

    It 'starts nothing with -WhatIf, and asks with -Confirm' {
        (Start-CNetAgent -WhatIf).IsPreview | Should -BeTrue
        (Get-CNetAgent).State | Should -Be Stopped
        Invoke-Pwsh 'Start-CNetAgent -Confirm' n | Out-String | Should -Match 'Start the agent: host-'
        (Get-CNetAgent).State | Should -Be Stopped
    }
}
