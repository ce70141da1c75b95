Describe 'Enter-CNetSandbox' {
    BeforeAll {
        . $PSScriptRoot/common.ps1

        # A program on a terminal of its own, which somebody types into.
        function Start-Terminal([string] $Command) {
            $start = [Diagnostics.ProcessStartInfo]::new('script', [string[]] ('-qefc', $Command, '/dev/null'))
            $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
            $start.Environment['TERM'] = 'dumb'
            $start.Environment['CNET_HOST'] = $testHost.Name
            $script:terminal = [Diagnostics.Process]::Start($start)
            $script:seen = ''
        }
        # A pwsh on such a terminal, at its prompt.
        function Start-Session {
            $profile_ = "Import-Module '$modulePath'; Remove-Module PSReadLine -ErrorAction Ignore; function prompt { 'outside> ' }; `$PSStyle.OutputRendering = 'PlainText'"
            Start-Terminal "$((Get-Process -Id $PID).Path) -NoLogo -NoProfile -NoExit -Command `"$($profile_ -replace '\$', '\$')`""
            Read-Terminal 'outside> '
        }
        # What comes, until it has this: all since the last time.
        function Read-Terminal([string] $Pattern) {
            $buffer = [char[]]::new(4096)
            $watch = [Diagnostics.Stopwatch]::StartNew()
            while ($script:seen -notmatch $Pattern) {
                $reading = $terminal.StandardOutput.ReadAsync($buffer, 0, $buffer.Length)
                if (-not $reading.Wait([timespan]::FromSeconds(20) - $watch.Elapsed) -or $reading.Result -eq 0) { throw "'$Pattern' did not come: $script:seen" }
                $text = [string]::new($buffer, 0, $reading.Result)
                # .NET asks a terminal where its cursor is, and waits.
                foreach ($question in [regex]::Matches($text, '\e\[6n')) { Send-Key "`e[1;1R" }
                $script:seen += $text -replace '\e\[6n'
            }
            $end = $script:seen.IndexOf($Matches[0]) + $Matches[0].Length
            $script:seen.Substring(0, $end)
            $script:seen = $script:seen.Substring($end)
        }
        # Types a line, and returns what comes until the pattern does.
        function Send-Line([string] $Line, [string] $Pattern) { Send-Key "$Line`r" $Pattern }
        function Send-Key([string] $Key, [string] $Pattern) {
            $terminal.StandardInput.Write($Key)
            $terminal.StandardInput.Flush()
            if ($Pattern) { Read-Terminal $Pattern }
        }
    }
    BeforeEach {
        Enter-TestHost
        $web = New-CNetSandbox web
        # A program that is no shell.
        $program = Join-Path $testHost.RunDirectory program
        Set-Content $program "#!/bin/sh`necho ready`nexec cat"
        chmod +x $program
    }
    AfterEach {
        if ($terminal) {
            $terminal.Kill($true)
            $script:terminal.Dispose()
            $script:terminal = $null
        }
        Exit-TestHost
    }

    It 'runs a pwsh in the sandbox, on the terminal, which is the session''s again afterwards' {
        $null = Start-Session
        Send-Line 'Enter-CNetSandbox web' '\[web\] PS .*> ' | Should -Match '\n\[web\] PS '
        Send-Line 'readlink /proc/self/ns/net' 'net:\[\d+\]' | Should -Match "net:\[$((Get-Item $web.Namespace).UnixStat.Inode)\]"
        $null = Send-Line '' '\[web\] PS .*> '
        # Ctrl+C reaches the program alone: neither its shell nor the session outside ends.
        $null = Send-Line 'ping 127.0.0.1' 'icmp_seq=1'
        Send-Key "`u{3}" '(?s)packet loss.*\[web\] PS .*> ' | Should -Match 'received'
        $null = Send-Line 'exit 7' 'outside> '
        Send-Line '"code $LASTEXITCODE"' 'code \d+' | Should -Match 'code 7$'
        $null = Send-Line '' 'outside> '
        Send-Line 'stty -a' '(?s)isig.*outside> ' | Should -Match '\bisig icanon iexten echo\b'
    }

    It 'runs another shell, with a prompt of its own and control of its jobs' {
        $null = Start-Session
        Send-Line 'Enter-CNetSandbox web -Shell bash' '\[web\] .*# ' | Should -Match '\n\[web\] '
        $null = Send-Line 'ping 127.0.0.1' 'icmp_seq=1'
        Send-Key "`u{1a}" '\[web\] .*# ' | Should -Match 'Stopped'
        $null = Send-Line 'fg' 'icmp_seq=\d+'
        $null = Send-Key "`u{3}" '\[web\] .*# '
        $null = Send-Line 'exit 3' 'outside> '
        $null = Send-Line 'Enter-CNetSandbox web -Shell sh' '\[web\] # '
        Send-Line 'stty -a' '(?s)isig.*\[web\] # ' | Should -Match '\bisig icanon iexten echo\b'
        $null = Send-Line 'exit 4' 'outside> '
        Send-Line '"code $LASTEXITCODE"' 'code \d+' | Should -Match 'code 4$'
    }

    It 'leaves nobody stopped whom nobody could wake, and gives the exit code of a signal' {
        $null = Start-Session
        $null = Send-Line "Enter-CNetSandbox web -Shell $program" 'ready'
        $null = Send-Line 'one' 'one\s+one'
        $null = Send-Key "`u{1a}" '\^Z'
        $null = Send-Line 'two' 'two\s+two'
        $null = Send-Key "`u{3}" 'outside> '
        Send-Line '"code $LASTEXITCODE"' 'code \d+' | Should -Match 'code 130$'
    }

    It 'gives the program the streams of the session where there is no terminal' {
        $answers = 'readlink /proc/self/ns/net', 'exit 5' | & (Get-Process -Id $PID).Path -NoProfile -Command "Import-Module '$modulePath'; Enter-CNetSandbox web -Shell sh; `$LASTEXITCODE"
        $answers | Should -BeExactly "net:[$((Get-Item $web.Namespace).UnixStat.Inode)]", '5'
    }

    It 'ends the program when the pipeline is stopped' {
        Set-Content $program "#!/bin/sh`nexec sleep 60"
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$modulePath'; Enter-CNetSandbox web -Shell $program")
            $running = $shell.BeginInvoke()
            Wait-Until { (Get-CNetNamespace web).ProcessId }
            $shell.Stop()
            { $shell.EndInvoke($running) } | Should -Throw
        }
        finally { $shell.Dispose() }
        (Get-CNetNamespace web).ProcessId | Should -BeNullOrEmpty
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a sandbox that is not there'; Do = { Enter-CNetSandbox nope }; Id = 'SandboxNotFound' }
        @{ Name = 'a pattern'; Do = { Enter-CNetSandbox w* }; Id = 'SandboxNotFound' }
        @{ Name = 'a shell that is not there'; Do = { Enter-CNetSandbox web -Shell nope }; Id = 'CommandNotFound' }
    ) {
        Assert-Error $Do $Id ObjectNotFound
    }

    It 'completes names' {
        (Complete 'Enter-CNetSandbox ').CompletionText | Should -BeExactly 'web'
    }
}
