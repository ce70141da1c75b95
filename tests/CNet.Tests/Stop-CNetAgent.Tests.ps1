Describe 'Stop-CNetAgent' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $agent = Start-CNetAgent
    }
    AfterEach { Exit-TestHost }

    It 'ends the agent, and one that does not run is no error' {
        Stop-CNetAgent | Should -BeNullOrEmpty
        Wait-Until { -not (Get-Process -Id $agent.ProcessId -ErrorAction Ignore) }
        (Stop-CNetAgent -PassThru).State | Should -Be Stopped
    }

    It 'ends one that does not listen' {
        kill -STOP $agent.ProcessId
        (Get-CNetAgent).State | Should -Be Unresponsive
        Stop-CNetAgent -Timeout 200ms
        Wait-Until { -not (Get-Process -Id $agent.ProcessId -ErrorAction Ignore) }
    }

    It 'takes Hosts by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Stop-CNetAgent $testHost.Name } }
        @{ Name = 'wildcard'; Do = { Stop-CNetAgent host-* } }
        @{ Name = 'piped object'; Do = { $testHost | Stop-CNetAgent } }
    ) {
        & $Do
        (Get-CNetAgent).State | Should -Be Stopped
    }

    It 'refuses what is no Host' {
        Assert-Error { Stop-CNetAgent nope } HostNotFound ObjectNotFound
    }

    It 'ends nothing with -WhatIf, and asks with -Confirm' {
        Stop-CNetAgent -WhatIf
        Invoke-Pwsh 'Stop-CNetAgent -Confirm' n | Out-String | Should -Match 'Stop the agent: host-'
        (Get-CNetAgent).ProcessId | Should -Be $agent.ProcessId
    }
}
