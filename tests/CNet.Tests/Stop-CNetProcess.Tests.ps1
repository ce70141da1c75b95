Describe 'Stop-CNetProcess' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $web, $db = New-CNetSandbox web, db
        $process = Start-CNetProcess web -- sleep 60
    }
    AfterEach {
        Get-CNetSandbox | Stop-CNetProcess -Force
        Exit-TestHost
    }

    It 'ends processes by <Name>' -ForEach @(
        @{ Name = 'object'; Do = { Stop-CNetProcess $process } }
        @{ Name = 'piped object'; Do = { $process | Stop-CNetProcess } }
        @{ Name = 'number'; Do = { Stop-CNetProcess $process.Id } }
        @{ Name = '-Id'; Do = { Stop-CNetProcess -Id $process.Id } }
        @{ Name = 'piped number'; Do = { $process.Id | Stop-CNetProcess } }
        @{ Name = 'object of another process'; Do = { $process | ConvertTo-Deserialized | Stop-CNetProcess } }
        @{ Name = 'property'; Do = { [pscustomobject] @{ ProcessId = $process.Id } | Stop-CNetProcess } }
        @{ Name = 'sandbox'; Do = { Stop-CNetProcess -Sandbox web } }
        @{ Name = 'piped sandbox'; Do = { $web | Stop-CNetProcess } }
        @{ Name = 'piped name of a sandbox'; Do = { 'w*' | Stop-CNetProcess } }
    ) {
        & $Do | Should -BeNullOrEmpty
        Test-Path "/proc/$($process.Id)" | Should -BeFalse
        $process.ExitCode | Should -Be 143
    }

    It 'ends what the process has started, also where the process has ended before' {
        $group = Start-CNetProcess web -- sh -c 'sleep 60 & sleep 61 & wait'
        $orphan = Start-CNetProcess web -- sh -c 'sleep 62 &'
        $orphan.WaitForExit()
        Wait-Until { (Get-CNetNamespace web).ProcessId.Count -eq 5 }
        Stop-CNetProcess $group, $orphan
        (Get-CNetNamespace web).ProcessId | Should -Be $process.Id
    }

    It 'asks first, and makes those end that do not in time, all of them at once' {
        $deaf = Start-CNetProcess web, db -- sh -c 'trap "" TERM; echo ready >&2; while :; do sleep 1; done'
        $polite = Start-CNetProcess web -OutputPath "$($testHost.RunDirectory)/said" -- sh -c 'trap "echo bye; exit 3" TERM; echo ready; while :; do sleep 0.01; done'
        Wait-Until { (Get-Content "$($testHost.RunDirectory)/said") -eq 'ready' }
        Wait-Until { $deaf.Id.ForEach{ Get-Content "/proc/$_/status" } -match '^SigIgn:\s+0*4' }
        (Measure-Command { $deaf + $polite | Stop-CNetProcess -Timeout 500ms }).TotalSeconds | Should -BeLessThan 5
        $deaf.ExitCode | Should -Be 137, 137
        $polite.ExitCode | Should -Be 3
        Get-Content "$($testHost.RunDirectory)/said" | Should -BeExactly 'ready', 'bye'
    }

    It 'ends them at once with -Force' {
        Stop-CNetProcess $process -Force
        $process.ExitCode | Should -Be 137
    }

    It 'ends in a sandbox only what CNet started, and in no other one' {
        $stranger = Start-Process nsenter -ArgumentList "--net=$($web.Namespace)", 'sleep', '60' -PassThru
        $other = Start-CNetProcess db -- sleep 60
        try {
            Wait-Until { (Get-CNetNamespace web).ProcessId -contains $stranger.Id }
            Stop-CNetProcess -Sandbox web
            (Get-CNetNamespace web).ProcessId | Should -Be $stranger.Id
            $other.HasExited | Should -BeFalse
        }
        finally { $stranger.Kill() }
    }

    It 'refuses what CNet did not start' {
        $stranger = Start-Process sleep 60 -PassThru
        $session = Start-Process setsid -ArgumentList 'sleep', '60' -PassThru
        try {
            Assert-Error { Stop-CNetProcess $stranger } ProcessForeign InvalidOperation "sleep \($($stranger.Id)\)"
            Assert-Error { Stop-CNetProcess -Id $PID } ProcessForeign InvalidOperation
            Assert-Error { Stop-CNetProcess 1 -Force } ProcessForeign InvalidOperation
            # Nor is a session of its own one of CNet's.
            Wait-Until { (ps -o sid= -p $session.Id).Trim() -eq $session.Id }
            Assert-Error { Stop-CNetProcess $session.Id } ProcessForeign InvalidOperation
            $stranger.HasExited, $session.HasExited | Should -Be $false, $false
        }
        finally { $stranger, $session | ForEach-Object Kill }
    }

    It 'does not mind an object that has ended; a number must be that of a process' {
        Stop-CNetProcess $process
        Get-ErrorOf { $process | Stop-CNetProcess } | Should -BeNullOrEmpty
        Get-ErrorOf { $process | ConvertTo-Deserialized | Stop-CNetProcess } | Should -BeNullOrEmpty
        Assert-Error { Stop-CNetProcess $process.Id } ProcessNotFound ObjectNotFound "$($process.Id)"
        Assert-Error { Stop-CNetProcess 0 } ProcessNotFound ObjectNotFound
        Assert-Error { Stop-CNetProcess -Sandbox nope } SandboxNotFound ObjectNotFound
    }

    It 'emits what came in where -PassThru asks for it' {
        (Stop-CNetProcess $process -PassThru).HasExited | Should -BeTrue
        (Start-CNetProcess web -- sleep 60).Id | Stop-CNetProcess -PassThru | Should -BeOfType System.Diagnostics.Process
        ($web | Stop-CNetProcess -PassThru).Name | Should -BeExactly 'web'
    }

    It 'ends nothing with -WhatIf, and asks with -Confirm' {
        (Stop-CNetProcess $process -WhatIf -PassThru).Id | Should -Be $process.Id
        Invoke-Pwsh "Stop-CNetProcess $($process.Id) -Confirm" n | Out-String | Should -Match "Stop process: sleep \($($process.Id)\)"
        Invoke-Pwsh 'Stop-CNetProcess -Sandbox web -Confirm' n | Out-String | Should -Match 'Stop all processes that CNet started: web'
        $process.HasExited | Should -BeFalse
    }

    It 'answers Ctrl+C while it waits' {
        $deaf = Start-CNetProcess web -- sh -c 'trap "" TERM; while :; do sleep 1; done'
        Wait-Until { (Get-Content "/proc/$($deaf.Id)/status") -match '^SigIgn:\s+0*4' }
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$modulePath'; Stop-CNetProcess $($process.Id), $($deaf.Id) -Timeout 5m")
            $running = $shell.BeginInvoke()
            # From then on it waits for the one that does not listen.
            $process.WaitForExit(30000) | Should -BeTrue
            $shell.Stop()
            { $shell.EndInvoke($running) } | Should -Throw
        }
        finally { $shell.Dispose() }
        $deaf.HasExited | Should -BeFalse
    }

    It 'says with -Verbose what it does' {
        (Stop-CNetProcess $process -Verbose 4>&1).Message | Should -Contain "kill $($process.Id)"
    }

    It 'completes the processes that CNet started' {
        (Complete 'Stop-CNetProcess ').CompletionText | Should -BeExactly "$($process.Id)"
        (Complete 'Stop-CNetProcess -Sandbox w').CompletionText | Should -BeExactly 'web'
    }
}
