Describe 'Invoke-CNetCommand and time, size and number' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        function Get-ProcessIn([string] $Sandbox) { (Get-CNetNamespace $Sandbox).ProcessId }
    }
    BeforeEach {
        Enter-TestHost
        $web = New-CNetSandbox web
    }
    AfterEach { Exit-TestHost }

    Context 'time' {
        It 'takes -Timeout as <_>' -ForEach '10s', '20500ms', '20', '20.5s', '1m', '1h', '00:00:20' {
            Invoke-CNetCommand web -Timeout $_ -- echo x | Should -BeExactly 'x'
        }

        It 'takes -Timeout as a literal or a TimeSpan' {
            Invoke-CNetCommand web -Timeout 10s -- echo x | Should -BeExactly 'x'
            Invoke-CNetCommand web -Timeout 20 -- echo x | Should -BeExactly 'x'
            Invoke-CNetCommand web -Timeout 20.5 -- echo x | Should -BeExactly 'x'
            Invoke-CNetCommand web -Timeout ([timespan] '00:00:20') -- echo x | Should -BeExactly 'x'
        }

        It 'reads units as they were typed' {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            Assert-Error { Invoke-CNetCommand web -Timeout 1s -- sleep 60 } Timeout OperationTimeout '1 s'
            $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.9
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
        }

        It 'refuses <_> as -Timeout' -ForEach '0', '-1', '10x', 'soon', '', '0s', '1e300' {
            Assert-Error { Invoke-CNetCommand web -Timeout $_ -- echo x } DurationInvalid InvalidArgument
        }

        It 'stops what does not end, with all it has started, and gives the others their time' {
            $slow = New-CNetSandbox slow
            $script = "echo started; if [ `$CNET_SANDBOX = $($slow.Id) ]; then sleep 60 & sleep 61; fi"
            $all = $slow, $web | Invoke-CNetCommand -Timeout 3s -- sh -c $script 2>&1
            $all | Should -HaveCount 3
            $all[0, 2] | Should -BeExactly 'started', 'started'
            $all[1].FullyQualifiedErrorId | Should -BeExactly 'Timeout,CNet.Commands.InvokeCNetCommandCommand'
            Wait-Until { -not (Get-ProcessIn slow) }
        }

        It 'ends what does not listen to the first signal' {
            Assert-Error { Invoke-CNetCommand web -Timeout 200ms -- sh -c 'trap : TERM; while :; do sleep 0.1; done' } Timeout OperationTimeout
            Wait-Until { -not (Get-ProcessIn web) }
        }

        It 'does not wait for what the program left in the background' {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            Invoke-CNetCommand web -- sh -c 'sleep 60 & echo done' | Should -BeExactly 'done'
            Invoke-CNetCommand web -- setsid -f sleep 60
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
            Get-ProcessIn web | Should -HaveCount 2 -Because 'it runs on'
        }
    }

    Context 'Ctrl+C' {
        It 'ends the program at once: <Name>' -ForEach @(
            @{ Name = 'a program'; Script = 'Invoke-CNetCommand web -- sleep 60' }
            @{ Name = 'its children too'; Script = "Invoke-CNetCommand web -- sh -c 'sleep 60 & sleep 61'" }
            @{ Name = 'one that listens to no signal'; Script = "Invoke-CNetCommand web -- sh -c 'trap : TERM INT HUP; while :; do sleep 0.1; done'" }
            @{ Name = 'one that writes'; Script = 'Invoke-CNetCommand web -- yes' }
            @{ Name = 'a script block'; Script = 'Invoke-CNetCommand web { /bin/sleep 60 }' }
            @{ Name = 'a function'; Script = 'Exec-CNetCommand web sleep 60' }
        ) {
            $shell = [powershell]::Create()
            try {
                $null = $shell.AddScript("Import-Module '$modulePath'; $Script | Out-Null")
                $run = $shell.BeginInvoke()
                Wait-Until { Get-ProcessIn web }
                (Measure-Command { $shell.Stop() }).TotalSeconds | Should -BeLessThan 10 -Because 'nothing waits for the end of the program: what does not listen has a second'
                Wait-Until { $run.IsCompleted }
                $shell.InvocationStateInfo.State | Should -Be Stopped
                Wait-Until { -not (Get-ProcessIn web) }
            }
            finally { $shell.Dispose() }
        }
    }

    Context 'size' {
        It 'passes ten megabytes of lines' {
            $lines = Invoke-CNetCommand web -- sh -c 'yes 0123456789012345678901234567890123456789012345678901234567890123456789012345678 | head -c 10485760'
            $lines | Should -HaveCount 131072
            ($lines | Sort-Object -Unique).Length | Should -Be 79
        }

        It 'passes ten megabytes in one line' {
            (Invoke-CNetCommand web -Raw -- sh -c "head -c 10485760 /dev/zero | tr '\0' x").Length | Should -Be 10485760
        }

        It 'passes both streams at once' {
            $result = Invoke-CNetCommand web -AsResult -- sh -c 'head -c 1000000 /dev/zero | tr "\0" o; head -c 1000000 /dev/zero | tr "\0" e >&2'
            "$($result.Stdout.Length) $($result.Stderr.Length)" | Should -BeExactly '1000000 1000000'
        }

        It 'takes ten megabytes of input' {
            Invoke-CNetCommand web -InputObject (@('x' * 1023) * 10240) -- wc -c | Should -BeExactly '10485760'
        }

        It 'survives what is no text' {
            Get-ErrorOf { Invoke-CNetCommand web -- head -c 1000000 /dev/urandom } | Should -BeNullOrEmpty
            Invoke-CNetCommand web -- printf 'a\xff\xfeb\0c\n\xc3d' | Should -BeExactly "a`u{fffd}`u{fffd}b`0c", "`u{fffd}d"
            Invoke-CNetCommand web -- printf '\xc3\xbc\n' | Should -BeExactly "`u{fc}"
        }
    }

    It 'shows that the last character is incomplete' {
        Invoke-CNetCommand web -- printf 'a\xc3' | Should -BeExactly "a`u{fffd}"
    }

    Context 'number' {
        It 'runs in many at once, and emits in their order' {
            $sandboxes = New-CNetSandbox (1..8 | ForEach-Object { "s$_" })
            # The first one ends only when the last one has begun: so they run at once.
            $flag = Join-Path $testHost.RunDirectory flag
            $script = "case `$CNET_SANDBOX in $($sandboxes[0].Id)) while [ ! -e $flag ]; do sleep 0.01; done;; $($sandboxes[7].Id)) touch $flag;; esac; echo `$CNET_SANDBOX"
            $sandboxes | Invoke-CNetCommand -Timeout 20s -- sh -c $script | Should -BeExactly $sandboxes.Id
        }

        It 'runs no more at once than -ThrottleLimit' {
            $sandboxes = New-CNetSandbox (1..6 | ForEach-Object { "s$_" })
            $directory = New-Item (Join-Path $testHost.RunDirectory running) -ItemType Directory
            $script = "touch $directory/`$`$; ls $directory | wc -l; sleep 0.05; rm $directory/`$`$"
            $counts = [int[]] ($sandboxes | Invoke-CNetCommand -ThrottleLimit 2 -- sh -c $script)
            $counts | Should -HaveCount 6
            ($counts | Measure-Object -Maximum).Maximum | Should -BeLessOrEqual 2
            $sandboxes | Invoke-CNetCommand -ThrottleLimit 1 -- sh -c $script | Should -BeExactly (@('1') * 6)
        }

        It 'refuses a limit of 0' {
            (Get-ErrorOf { Invoke-CNetCommand web -ThrottleLimit 0 -- true }).FullyQualifiedErrorId | Should -Match '^ParameterArgumentValidationError'
        }

        It 'gives one error for each that fails, in order' {
            $null = New-CNetSandbox a, b, c
            $all = Invoke-CNetCommand -Sandbox a, b, c -- sh -c "[ `$CNET_SANDBOX != $((Get-CNetSandbox b).Id) ] && echo fine" 2>&1
            $all[0] | Should -BeExactly 'fine'
            $all[1].TargetObject | Should -BeExactly 'b'
            $all[2] | Should -BeExactly 'fine'
        }

        It 'leaves no thread and no process behind' {
            1..20 | ForEach-Object { Invoke-CNetCommand web -- true }
            Get-ProcessIn web | Should -BeNullOrEmpty
            Wait-Until { -not (Get-Content /proc/self/task/*/comm -ErrorAction Ignore | Where-Object { $_ -in 'CNet run', 'CNet child', 'CNet start' }) }
        }
    }
}
