Describe 'Invoke-CNetCommand' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $web, $db = New-CNetSandbox web, db
        $null = New-CNetNamespace bare
    }
    AfterEach { Exit-TestHost }

    Context 'where it runs' {
        It 'runs in a sandbox or a namespace by <Name>' -ForEach @(
            @{ Name = 'name'; Do = { Invoke-CNetCommand web -- readlink /proc/self/ns/net }; Path = 'web' }
            @{ Name = 'name, without --'; Do = { Invoke-CNetCommand web readlink /proc/self/ns/net }; Path = 'web' }
            @{ Name = 'object'; Do = { Invoke-CNetCommand $web -- readlink /proc/self/ns/net }; Path = 'web' }
            @{ Name = 'beginning of the id'; Do = { Invoke-CNetCommand $web.ShortId -- readlink /proc/self/ns/net }; Path = 'web' }
            @{ Name = 'parameter'; Do = { Invoke-CNetCommand -Sandbox web -- readlink /proc/self/ns/net }; Path = 'web' }
            @{ Name = 'parameters throughout'; Do = { Invoke-CNetCommand -Sandbox web -FilePath readlink -ArgumentList /proc/self/ns/net }; Path = 'web' }
            @{ Name = 'wildcard'; Do = { Invoke-CNetCommand -Sandbox W* -- readlink /proc/self/ns/net }; Path = 'web' }
            @{ Name = 'piped object'; Do = { $web | Invoke-CNetCommand readlink /proc/self/ns/net }; Path = 'web' }
            @{ Name = 'object of another process'; Do = { $web | ConvertTo-Deserialized | Invoke-CNetCommand -- readlink /proc/self/ns/net }; Path = 'web' }
            @{ Name = 'name of a namespace'; Do = { Invoke-CNetCommand bare -- readlink /proc/self/ns/net }; Path = 'bare' }
            @{ Name = 'namespace as a parameter'; Do = { Invoke-CNetCommand -Namespace (Get-CNetNamespace bare) -- readlink /proc/self/ns/net }; Path = 'bare' }
            @{ Name = 'piped namespace'; Do = { Get-CNetNamespace bare | Invoke-CNetCommand -- readlink /proc/self/ns/net }; Path = 'bare' }
            @{ Name = 'path of a namespace'; Do = { Invoke-CNetCommand "$($testHost.NamespaceDirectory)/bare" -- readlink /proc/self/ns/net }; Path = 'bare' }
        ) {
            & $Do | Should -BeExactly "net:[$((Get-Item "$($testHost.NamespaceDirectory)/$Path").UnixStat.Inode)]"
        }

        It 'runs in all that are piped, under their names, as ip -all netns exec does' {
            $results = Get-CNetNamespace | Invoke-CNetCommand -AsResult -- ip -br link
            $results.Namespace | Should -BeExactly 'bare', 'db', 'web'
            $results.Stdout | Should -BeLike 'lo *'
            (Get-CNetNamespace bare | Invoke-CNetCommand -Verbose -- true 4>&1).Message | Should -Contain 'ip netns exec bare true' -Because 'by its name it has its files of /etc/netns'
        }

        It 'shows the files and the host name of the sandbox, and no other' {
            $named = New-CNetSandbox named -Hostname www.example.com -HostEntry 'printer:10.9.0.9' -DnsServer 9.9.9.9
            $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox named
            $lines = Invoke-CNetCommand named -- cat /etc/hosts /etc/resolv.conf /proc/sys/kernel/hostname
            foreach ($line in "10.9.0.9`tprinter", "10.1.0.2`twww.example.com www", 'nameserver 127.0.0.11', '# ExtServers: [9.9.9.9]', 'www') { $lines | Should -Contain $line }
            $named | Invoke-CNetCommand -ScriptBlock { [Net.Dns]::GetHostAddresses('printer').IPAddressToString } | Should -BeExactly '10.9.0.9'
            Invoke-CNetCommand web -- cat /etc/hosts | Should -Not -Contain "10.9.0.9`tprinter"
            Invoke-CNetCommand bare -- cat /etc/hosts | Should -BeExactly (Get-Content /etc/hosts)
        }

        It 'runs in the namespace of a process by <Name>' -ForEach @(
            @{ Name = 'number'; Do = { Invoke-CNetCommand -ProcessId $PID -- readlink /proc/self/ns/net } }
            @{ Name = 'pid:'; Do = { Invoke-CNetCommand "pid:$PID" -- readlink /proc/self/ns/net } }
            @{ Name = 'piped process'; Do = { Get-Process -Id $PID | Invoke-CNetCommand -- readlink /proc/self/ns/net } }
        ) {
            & $Do | Should -BeExactly (Get-Item /proc/self/ns/net).LinkTarget
        }

        It 'shows the sandbox its own /sys, as ip netns exec does' {
            Invoke-CNetCommand web -- ls /sys/class/net | Should -BeExactly 'lo'
        }

        It 'takes <Name> by position' -ForEach @(
            @{ Name = 'several sandboxes'; Do = { Invoke-CNetCommand web, db -- echo x }; Count = 2 }
            @{ Name = 'a wildcard'; Do = { Invoke-CNetCommand * -- echo x }; Count = 2 }
            @{ Name = 'a namespace'; Do = { Invoke-CNetCommand (Get-CNetNamespace bare) -- echo x }; Count = 1 }
            @{ Name = 'a process'; Do = { Invoke-CNetCommand (Get-Process -Id $PID) -- echo x }; Count = 1 }
        ) {
            & $Do | Should -HaveCount $Count
        }

        It 'takes a piped name for that of a sandbox' {
            'web', 'db' | Invoke-CNetCommand -- echo x | Should -HaveCount 2
        }

        It 'runs in the sandbox of an endpoint' {
            Connect-CNetNetwork bridge web | Invoke-CNetCommand -- echo x | Should -BeExactly 'x'
            $free = Add-CNetEndpoint -Network bridge free
            Assert-Error { $free | Invoke-CNetCommand -- echo x } EndpointNotJoined InvalidOperation
        }

        It 'gives one error for each bad one, and runs in the good ones' {
            Invoke-CNetCommand -Sandbox web, nope, db -ErrorAction SilentlyContinue -ErrorVariable errors -- echo x | Should -BeExactly 'x', 'x'
            $errors.FullyQualifiedErrorId | Should -BeExactly 'SandboxNotFound,CNet.Commands.InvokeCNetCommandCommand'
            Assert-Error { Invoke-CNetCommand nope -- echo } SandboxNotFound ObjectNotFound
            Assert-Error { Invoke-CNetCommand -Namespace nope -- echo } NamespaceNotFound ObjectNotFound
            Assert-Error { Invoke-CNetCommand -ProcessId 4194304 -- echo } NamespaceNotFound ObjectNotFound
            Assert-Error { Invoke-CNetCommand '' -- echo } NameInvalid InvalidArgument
            Assert-Error { Invoke-CNetCommand $null -- echo } NameInvalid InvalidArgument
            Assert-Error { Invoke-CNetCommand -Sandbox $null -- echo } NameInvalid InvalidArgument
            Assert-Error { Invoke-CNetCommand } NameInvalid InvalidArgument
            Assert-Error { Invoke-CNetCommand web } CountMismatch InvalidArgument
            Assert-Error { Invoke-CNetCommand web -ScriptBlock { 1 } -- echo } CountMismatch InvalidArgument
            @() | Invoke-CNetCommand -- echo x | Should -BeNullOrEmpty
        }

        It 'refuses a sandbox that is gone' {
            Remove-CNetSandbox web
            Assert-Error { $web | Invoke-CNetCommand -- echo x } NamespaceNotFound ObjectNotFound "'web'"
            $null = New-CNetSandbox web
            Assert-Error { $web | Invoke-CNetCommand -- echo x } NamespaceNotFound ObjectNotFound
        }
    }

    Context 'what it emits' {
        It 'emits lines as they come' {
            $seen = [Collections.Generic.List[string]]::new()
            $flag = Join-Path $testHost.RunDirectory flag
            # The program waits for the first line to arrive before it writes the second.
            Invoke-CNetCommand web -Timeout 20s -- sh -c "echo one; while [ ! -e $flag ]; do sleep 0.01; done; echo two" | ForEach-Object {
                $seen.Add($_)
                $null = New-Item $flag -Force
            }
            $seen | Should -BeExactly 'one', 'two'
        }

        It 'gives what the program wrote to its standard error as warnings' {
            Invoke-CNetCommand web -WarningVariable warnings -WarningAction SilentlyContinue -- sh -c 'echo out; echo err >&2' | Should -BeExactly 'out'
            "$warnings" | Should -BeExactly 'err'
        }

        It 'gives an error for an exit code that is not zero, with what the program said, after its output' {
            $all = Invoke-CNetCommand web -- sh -c 'echo out; echo why >&2; exit 3' 2>&1
            $all[0] | Should -BeExactly 'out'
            $all[1].FullyQualifiedErrorId | Should -BeExactly 'CommandFailed,CNet.Commands.InvokeCNetCommandCommand'
            $all[1].ToString() | Should -Match "sandbox 'web' .*exit code 3: why"
            $all[1].TargetObject | Should -BeExactly 'web'
 { Invoke-CNetCommand web -ErrorAction Stop -- false } | Should -Throw -ErrorId 'CommandFailed,CNet.Commands.InvokeCNetCommandCommand'
        }

        It 'says with the exit code what to do' {
            Assert-Error { Invoke-CNetCommand web -- false } CommandFailed OperationStopped
        }

        It 'gives the exit code of a signal as shells do' {
            (Invoke-CNetCommand web -AsResult -- sh -c 'kill -9 $$').ExitCode | Should -Be 137
        }

        It 'gives one result for each sandbox with -AsResult, and no error' {
            $results = Invoke-CNetCommand -Sandbox web, db -AsResult -- sh -c 'echo out; echo more; echo err >&2; exit 3' *>&1
            $results | Should -HaveCount 2
            $results[0] | Should -BeOfType CNet.CommandResult
            $results.Sandbox | Should -BeExactly 'web', 'db'
            "$($results[0].ExitCode) $($results[0].Succeeded) $($results[0].Stdout) $($results[0].Stderr)" | Should -BeExactly "3 False out`nmore err"
            $results[0].Namespace | Should -BeExactly $web.Namespace
            $results[0].Duration | Should -BeGreaterThan ([timespan]::Zero)
            "$($results[0])" | Should -Match '^sh -c'
        }

        It 'gives one string with -Raw' {
            Invoke-CNetCommand web -Raw -- printf 'a\nb\n\nc' | Should -BeExactly "a`nb`n`nc"
            Invoke-CNetCommand web -Raw -- true | Should -BeExactly ''
        }

        It 'gives all of it with -Raw' {
            Invoke-CNetCommand web -Raw -- printf 'a\r\nb\n' | Should -BeExactly "a`r`nb`n"
        }

        It 'shows results as a table and a wide view' {
            $result = Invoke-CNetCommand web -AsResult -- echo out
            $result | Format-Table | Out-String -Width 200 | Should -Match '(?s)Sandbox +ExitCode +Duration +Stdout +Stderr.+web +0 +\S+ +out'
            $result | Format-Wide | Out-String | Should -Match 'echo out'
        }
    }

    Context 'what it is given' {
        It 'gives the program its input, line by line' {
            Invoke-CNetCommand web -InputObject 'b', 10, 'a' -- sort | Should -BeExactly '10', 'a', 'b'
            Invoke-CNetCommand web -InputObject "`u{fc}`u{20ac}" -- cat | Should -BeExactly "`u{fc}`u{20ac}"
            Invoke-CNetCommand -Sandbox web, db -InputObject (1..3) -- wc -l | Should -BeExactly '3', '3'
            Invoke-CNetCommand web -InputObject @() -- wc -c | Should -BeExactly '0'
        }

        It 'gives it no input where there is none' {
            Invoke-CNetCommand web -- wc -c | Should -BeExactly '0'
        }

        It 'does not mind a program that reads none of a long input' {
            Get-ErrorOf { Invoke-CNetCommand web -InputObject (1..100000) -- true } | Should -BeNullOrEmpty
        }

        It 'sets and removes variables of its environment' {
            $env:CNET_TEST_VARIABLE = 'outside'
            try {
                Invoke-CNetCommand web -- printenv CNET_TEST_VARIABLE | Should -BeExactly 'outside'
                Invoke-CNetCommand web -Environment @{ CNET_TEST_VARIABLE = "a b'c"; OTHER = 5 } -- sh -c 'echo "$CNET_TEST_VARIABLE $OTHER"' | Should -BeExactly "a b'c 5"
                Invoke-CNetCommand web -Environment @{ CNET_TEST_VARIABLE = $null } -- sh -c 'echo "[$CNET_TEST_VARIABLE]"' | Should -BeExactly '[]'
                $env:CNET_TEST_VARIABLE | Should -BeExactly 'outside'
            }
            finally { $env:CNET_TEST_VARIABLE = $null }
            Assert-Error { Invoke-CNetCommand web -Environment @{ 'a=b' = 1 } -- true } NameInvalid InvalidArgument
        }

        It 'tells it its sandbox and its Host' {
            Invoke-CNetCommand web -- sh -c 'echo $CNET_SANDBOX $CNET_HOST' | Should -BeExactly "$($web.Id) $($testHost.Name)"
        }

        It 'starts it where the caller is, or where it is told' {
            Push-Location /usr/bin
            try {
                Invoke-CNetCommand web -- pwd | Should -BeExactly '/usr/bin'
                Invoke-CNetCommand web -WorkingDirectory .. -- pwd | Should -BeExactly '/usr'
                Invoke-CNetCommand web -WorkingDirectory Temp:/ -- pwd | Should -BeExactly ([IO.Path]::GetTempPath().TrimEnd('/'))
                Invoke-CNetCommand web -- ./readlink /proc/self/exe | Should -Match 'readlink|coreutils'
            }
            finally { Pop-Location }
        }

        It 'says so where a program or a directory is missing' {
            Assert-Error { Invoke-CNetCommand web -- no-such-program } CommandNotFound ObjectNotFound 'no-such-program'
            Assert-Error { Invoke-CNetCommand web -- /etc/passwd } CommandNotFound ObjectNotFound
            Assert-Error { Invoke-CNetCommand web -WorkingDirectory /nope -- true } CommandNotFound ObjectNotFound
            Assert-Error { Invoke-CNetCommand web -Environment @{ PATH = '/nope' } -- true } CommandNotFound ObjectNotFound
        }
    }

    It 'says with -Verbose what it does' {
        (Invoke-CNetCommand web -Verbose -- true 4>&1).Message | Should -Contain 'ip netns exec web true'
        (Invoke-CNetCommand bare -Verbose -- true 4>&1).Message | Should -Contain 'ip netns exec bare true'
        (Invoke-CNetCommand "pid:$PID" -Verbose -- true 4>&1).Message | Should -Contain "nsenter --net=/proc/$PID/ns/net true"
    }

    It 'completes sandboxes and namespaces' {
        (Complete 'Invoke-CNetCommand w').CompletionText | Should -BeExactly 'web'
        (Complete 'Invoke-CNetCommand -Sandbox ').CompletionText | Should -BeExactly 'db', 'web'
        (Complete 'Invoke-CNetCommand -Namespace b').CompletionText | Should -BeExactly 'bare'
    }
}
