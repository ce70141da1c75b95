Describe 'Start-CNetProcess' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        function Get-NamespaceOf($Process) { (Get-Item "/proc/$($Process.Id)/ns/net").LinkTarget }
        function Get-InodeOf([string] $Name) { "net:[$((Get-Item "$($testHost.NamespaceDirectory)/$Name").UnixStat.Inode)]" }
    }
    BeforeEach {
        Enter-TestHost
        $web, $db = New-CNetSandbox web, db
        $null = New-CNetNamespace bare
        $directory = $testHost.RunDirectory
    }
    AfterEach {
        Get-CNetSandbox | Stop-CNetProcess -Force
        Exit-TestHost
    }

    It 'starts in a sandbox or a namespace by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Start-CNetProcess web -- sleep 60 }; Path = 'web' }
        @{ Name = 'parameters'; Do = { Start-CNetProcess -Sandbox web -FilePath sleep -ArgumentList 60 }; Path = 'web' }
        @{ Name = 'piped object'; Do = { $web | Start-CNetProcess sleep 60 }; Path = 'web' }
        @{ Name = 'piped endpoint'; Do = { Connect-CNetNetwork bridge web | Start-CNetProcess sleep 60 }; Path = 'web' }
        @{ Name = 'namespace'; Do = { Start-CNetProcess -Namespace bare -- sleep 60 }; Path = 'bare' }
        @{ Name = 'piped namespace'; Do = { Get-CNetNamespace bare | Start-CNetProcess -- sleep 60 }; Path = 'bare' }
        @{ Name = 'process in it'; Do = { Start-CNetProcess -ProcessId (Start-CNetProcess web sleep 60).Id -- sleep 60 }; Path = 'web' }
    ) {
        $process = & $Do
        try {
            $process | Should -BeOfType System.Diagnostics.Process
            $process.Sandbox | Should -BeExactly ($Do -match 'amespace|ProcessId' ? $null : 'web')
            Get-NamespaceOf $process | Should -BeExactly (Get-InodeOf $Path)
        }
        finally { $process | Stop-CNetProcess -Force }
    }

    It 'returns at once, one process for each sandbox, in a session of its own, with its own /sys and no pipe that nobody reads' {
        $processes = Get-CNetSandbox | Start-CNetProcess sleep 60
        $processes.Sandbox | Should -BeExactly 'db', 'web'
        foreach ($process in $processes) {
            $process.HasExited | Should -BeFalse
            $process.ExitCode | Should -BeNullOrEmpty
            (ps -o sid= -p $process.Id).Trim() | Should -BeExactly "$($process.Id)"
            Get-Content "/proc/$($process.Id)/mountinfo" | Where-Object { $_ -match ' /sys .* - sysfs cnet ' } | Should -HaveCount 1
            (Get-Item "/proc/$($process.Id)/fd/*").LinkTarget | Should -BeExactly '/dev/null', '/dev/null', '/dev/null'
        }
    }

    It 'outlives the session that started it' {
        $id = Invoke-Pwsh '(Start-CNetProcess web -- sleep 60).Id'
        "/proc/$id/stat" | Should -Exist
        (Get-CNetNamespace web).ProcessId | Should -Be $id
        Stop-CNetProcess $id
        (Get-CNetNamespace web).ProcessId | Should -BeNullOrEmpty
    }

    It 'knows when it has ended, and how' {
        $process = Start-CNetProcess web -- sh -c 'exit 7'
        $process.WaitForExit(10000) | Should -BeTrue
        "$($process.HasExited) $($process.ExitCode)" | Should -BeExactly 'True 7'
        Test-Path "/proc/$($process.Id)" | Should -BeFalse -Because 'it is reaped'
        $process = Start-CNetProcess web -- sleep 60
        $process | Stop-Process
        $process | Wait-Process -Timeout 10
        $process.ExitCode | Should -Be 137
    }

    It 'writes to files and reads from one' {
        Set-Content "$directory/in" 'read'
        Push-Location $directory
        try { $process = Start-CNetProcess web -InputPath in -OutputPath out -ErrorPath err -- sh -c 'cat; echo written; echo wrong >&2' }
        finally { Pop-Location }
        $process.WaitForExit()
        Get-Content "$directory/out" | Should -BeExactly 'read', 'written'
        Get-Content "$directory/err" | Should -BeExactly 'wrong'
    }

    It 'begins files anew, and shares them between sandboxes and streams' {
        Set-Content "$directory/db", "$directory/err" 'old'
        $processes = Get-CNetSandbox | Start-CNetProcess -OutputPath { "$directory/$($_.Name)" } -ErrorPath "$directory/err" -- sh -c 'echo out; echo err >&2'
        $processes.ForEach{ $_.WaitForExit() }
        Get-Content "$directory/db", "$directory/web" | Should -BeExactly 'out', 'out'
        Get-Content "$directory/err" | Should -BeExactly 'err', 'err'
        (Start-CNetProcess web -OutputPath "$directory/err" -ErrorPath "$directory/err" -- sh -c 'echo out; echo err >&2').WaitForExit()
        Get-Content "$directory/err" | Should -BeExactly 'out', 'err'
    }

    It 'gives it the environment and the place that are wanted' {
        (Start-CNetProcess web -Environment @{ GREETING = 'hello' } -WorkingDirectory /usr -OutputPath "$directory/out" -- sh -c 'pwd; echo $GREETING $CNET_SANDBOX $CNET_HOST').WaitForExit()
        Get-Content "$directory/out" | Should -BeExactly '/usr', "hello $($web.Id) $($testHost.Name)"
    }

    It 'ends with its sandbox by force' {
        $process = Start-CNetProcess web -- sleep 60
        Assert-Error { Remove-CNetSandbox web } SandboxInUse ResourceBusy "\($($process.Id)\)"
        Remove-CNetSandbox web -Force
        $process.WaitForExit(10000) | Should -BeTrue
        $process.ExitCode | Should -Be 137
    }

    It 'ends with its sandbox by force, also where it has written its title over its environment' {
        # As servers do that show what they are at (setproctitle).
        $process = Start-CNetProcess web -Environment @{ CNET_SANDBOX = $null } -- sleep 60
        Remove-CNetSandbox web -Force -WarningVariable warnings
        $process.WaitForExit(10000) | Should -BeTrue
        $warnings | Should -BeNullOrEmpty
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a sandbox that is not there'; Do = { Start-CNetProcess nope -- true }; Id = 'SandboxNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'a program that is not there'; Do = { Start-CNetProcess web -- nope }; Id = 'CommandNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'no program'; Do = { Start-CNetProcess web }; Id = 'CountMismatch'; Category = 'InvalidArgument' }
        @{ Name = 'a script block'; Do = { Start-CNetProcess web { 1 } }; Id = 'CountMismatch'; Category = 'InvalidArgument' }
        @{ Name = 'a file that cannot be written'; Do = { Start-CNetProcess web -OutputPath /nope/x -- true }; Id = 'PathInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'a file that is not there'; Do = { Start-CNetProcess web -InputPath /nope -- true }; Id = 'PathInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'an argument that PowerShell takes'; Do = { Start-CNetProcess web sh -c true }; Id = 'ArgumentSwallowed'; Category = 'InvalidArgument' }
    ) {
        Assert-Error $Do $Id $Category
    }

    It 'starts nothing with -WhatIf, and asks with -Confirm' {
        Start-CNetProcess web -WhatIf -- sleep 60 | Should -BeNullOrEmpty
        New-CNetSandbox new -WhatIf | Start-CNetProcess sleep 60 | Should -BeNullOrEmpty
        Invoke-Pwsh 'Start-CNetProcess web -Confirm -- sleep 60' n | Out-String | Should -Match 'Start process sleep 60: web'
        (Get-CNetNamespace web).ProcessId | Should -BeNullOrEmpty
    }

    It 'says with -Verbose what it does' {
        (Start-CNetProcess web -Verbose -- true 4>&1).Message | Should -Contain 'ip netns exec web true'
    }

    It 'completes sandboxes' {
        (Complete 'Start-CNetProcess w').CompletionText | Should -BeExactly 'web'
    }
}
