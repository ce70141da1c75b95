# Script blocks run in a pwsh of their own, which takes a fifth of a second each: so each It shows several things.

Describe 'A script block in a sandbox' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $web, $db = New-CNetSandbox web, db
    }
    AfterEach { Exit-TestHost }

    It 'runs in the namespace, in another process, where the caller is' {
        $seen = Invoke-CNetCommand web {
            [pscustomobject]@{
                Namespace = (Get-Item /proc/self/ns/net).LinkTarget
                Process = $PID
                Host = $env:CNET_HOST
                Directory = $PWD.Path
                Interfaces = [System.Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces().Name -join ' '
            }
        }
        $seen.Namespace | Should -BeExactly "net:[$((Get-Item $web.Namespace).UnixStat.Inode)]"
        $seen.Process | Should -Not -Be $PID
        "$($seen.Host) $($seen.Directory) $($seen.Interfaces)" | Should -BeExactly "$($testHost.Name) $($PWD.Path) lo"
        $seen.Sandbox | Should -BeExactly 'web'
    }

    It 'gives objects back, with the sandbox they come from' {
        $objects = $web, $db | Invoke-CNetCommand { 7; 'text'; [ipaddress] '10.1.0.1'; @{ a = 1; b = @{ c = 2 } }; Get-Item /; $null }
        $mine = $objects | Where-Object Sandbox -eq 'web'
        $objects.Sandbox | Should -BeExactly (@('web') * ($objects.Count / 2) + @('db') * ($objects.Count / 2))
        $mine[0] | Should -Be 7
        $mine[1] | Should -BeExactly 'text'
        $mine[2] | Should -BeOfType ipaddress
        $mine[3].b.c | Should -Be 2
        $mine[4].PSTypeNames[0] | Should -BeExactly 'Deserialized.System.IO.DirectoryInfo'
    }

    It 'gives a list back that is one object' {
        (Invoke-CNetCommand web { , @(1, 2) }).Count | Should -Be 2
    }

    It 'takes parameters, and input' {
        Invoke-CNetCommand web -ScriptBlock { param($Name, [int] $Count) "$Name $($Count + 1)" } -Parameter @{ Name = "it's"; Count = '41' } | Should -BeExactly "it's 42"
        Invoke-CNetCommand web -InputObject 1, 2, 3 { $input | ForEach-Object { $_ * 2 } } | Should -Be 2, 4, 6
    }

    It 'takes variables of the caller' {
        $text = 'say "hi"; $x'
        $list = 1, 2, 3
        $table = @{ a = 1 }
        Invoke-CNetCommand web { $using:text; "in a text: $using:text"; ($using:list).Count; ($using:table).a; & { $using:text } } |
            Should -BeExactly $text, "in a text: $text", 3, 1, $text
    }

    It 'takes members and elements of variables of the caller' {
        $list = 1, 2, 3
        $table = @{ a = 1 }
        Invoke-CNetCommand web { $using:table.a; $using:list[1]; "$($using:table.a)" } | Should -Be 1, 2, 1
    }

    It 'gives errors, warnings and other texts back in their streams' {
        $DebugPreference = 'Continue'
        $all = Invoke-CNetCommand web -Verbose { Write-Error soft; Write-Warning careful; Write-Verbose more -Verbose; Write-Debug deep -Debug; Write-Host shown; 'out' } *>&1
        $all.ForEach{ "$($_.GetType().Name) $_" } | Should -Contain 'ErrorRecord soft'
        $all.ForEach{ "$($_.GetType().Name) $_" } | Should -Contain 'WarningRecord careful'
        $all.ForEach{ "$($_.GetType().Name) $_" } | Should -Contain 'VerboseRecord more'
        $all.ForEach{ "$($_.GetType().Name) $_" } | Should -Contain 'DebugRecord deep'
        $all.ForEach{ "$($_.GetType().Name) $_" } | Should -Contain 'InformationRecord shown'
        $all[-1] | Should -BeExactly 'out'
    }

    It 'gives errors back as they were, and goes on after those that do not end it' {
        $out = Invoke-CNetCommand web { Get-Item /nope; 'after' } -ErrorAction SilentlyContinue -ErrorVariable errors
        $out | Should -BeExactly 'after'
        $errors.FullyQualifiedErrorId | Should -Match '^PathNotFound,Microsoft\.PowerShell\.Commands\.GetItemCommand'
        $errors.CategoryInfo.Category | Should -Be ObjectNotFound
        @(Get-ErrorOf { Invoke-CNetCommand web { 'before'; throw 'boo'; 'never' } }).ForEach{ "$_" } | Should -BeExactly 'boo'
 { Invoke-CNetCommand web { Get-Item /nope } -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound*'
    }

    It 'gives an error for its exit code' {
        Assert-Error { Invoke-CNetCommand web { exit 3 } } CommandFailed OperationStopped 'exit code 3'
    }

    It 'streams' {
        $seen = [Collections.Generic.List[string]]::new()
        $flag = Join-Path $testHost.RunDirectory flag
        Invoke-CNetCommand web -Timeout 20s { 'one'; $null = [Threading.SpinWait]::SpinUntil({ Test-Path $using:flag }); 'two' } | ForEach-Object {
            $seen.Add($_)
            $null = New-Item $flag -Force
        }
        $seen | Should -BeExactly 'one', 'two'
    }

    It 'may be large, and so may its input and output' {
        $block = [scriptblock]::Create("'$('x' * 200000)'.Length; @(`$input).Count; 'y' * 1000000")
        $out = Invoke-CNetCommand web -ScriptBlock $block -InputObject (1..20000)
        $out[0] | Should -Be 200000
        $out[1] | Should -Be 20000
        $out[2].Length | Should -Be 1000000
    }

    It 'passes on what programs in it write' {
        Invoke-CNetCommand web { /bin/echo native; [Console]::Out.WriteLine('past PowerShell'); $LASTEXITCODE } | Should -BeExactly 'native', 'past PowerShell', 0
    }

    It 'gives what it wrote to its standard error as warnings' {
        Invoke-CNetCommand web -WarningVariable warnings -WarningAction SilentlyContinue { [Console]::Error.WriteLine('careful'); 'out' } | Should -BeExactly 'out'
        "$warnings" | Should -BeExactly 'careful'
    }

    It 'can use CNet on the same Host' {
        Invoke-CNetCommand web { Import-Module $using:modulePath; (Get-CNetSandbox).Name } | Should -BeExactly 'db', 'web'
    }

    It 'is stopped after -Timeout' {
        Assert-Error { Invoke-CNetCommand web -Timeout 500ms { Start-Process sleep -ArgumentList 60 -Wait } } Timeout OperationTimeout
        Wait-Until { -not (Get-CNetNamespace web).ProcessId }
    }
}
