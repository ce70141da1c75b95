# Arguments reach a program as they would if PowerShell itself started it, and what PowerShell would swallow is an error.

Describe 'Arguments of a program' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        $printf = '/usr/bin/printf'
        # Each argument in brackets, by PowerShell itself and by CNet. The variables are for the arguments.
        function Get-Argument([string] $Starter, [string] $Arguments) {
            $list = 'a', 'b c'
            $number = 5
            $fraction = 1.5
            $none = $null
            $quoted = 'say "hi"'
            $address = [ipaddress] '10.1.0.1'
            $null = $list, $number, $fraction, $none, $quoted, $address
            & ([scriptblock]::Create("$Starter $printf '<%s>' $Arguments"))
        }
    }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetSandbox web
    }
    AfterEach { Exit-TestHost }

    It 'are untouched: <_>' -ForEach @(
        '-c 1 -d -v -i 0.2 -w 1 -a -s'
        '-Verbose -WhatIf -Raw -AsResult -Timeout 5 -Sandbox db'
        '010 1e3 0x10 1.50 10mb 5s 1d 1_000 .5 -1 -0'
        '-x:y -p80:80 --long=1 --long=$number -$number x$number -x:$number'
        '$number $fraction $quoted $address $true'
        '@list'
        "'' x `"`" y"
        "'a`"b' 'c\d\\' 'tab`there' `"new``nline`""
        "'*' 'a;b' 'a|b' '`$HOME' '~' '(x)' '{y}' '#' a#b"
        "a'b c'd `"x`"-y"
        'a,b c 1,2,3 -o rw,exec'
        "`u{fc} `u{20ac} `u{1f600}"
        'C:\x\ a\b'
        '- a -'
        '(Get-Item /etc) ([version]"1.2")'
    ) {
        $native = Get-Argument '' $_
        Get-Argument 'Invoke-CNetCommand web --' $_ | Should -BeExactly $native
        Get-Argument 'Exec-CNetCommand web' $_ | Should -BeExactly $native
        Get-Argument 'Get-CNetSandbox web | Invoke-CNetCommand --' $_ | Should -BeExactly $native
        Get-Argument 'Get-CNetSandbox web | Exec-CNetCommand' $_ | Should -BeExactly $native
    }

    It 'are one word where one was typed' {
        Invoke-CNetCommand web -- echo a,b | Should -BeExactly (/bin/echo a,b)
        Exec-CNetCommand web echo a,b | Should -BeExactly (/bin/echo a,b)
    }

    It 'are one word where one was typed, beside lists in variables: <_>' -ForEach @(
        '@list -j rw,exec $list'
        '-j rw,exec @list a,b @list 010,5s'
        '$list -x:a,b -y: a,b -z:$list'
    ) {
        $native = Get-Argument '' $_
        Get-Argument 'Invoke-CNetCommand web --' $_ | Should -BeExactly $native
        Get-Argument 'Invoke-CNetCommand web' $_ | Should -BeExactly $native
        Get-Argument 'Exec-CNetCommand web' $_ | Should -BeExactly $native
    }

    It 'are one word where one was typed, beside a command without output' {
        Invoke-CNetCommand web -- $printf '<%s>' $(if ($false) { 'never' }) -o rw,exec | Should -BeExactly '<-o><rw,exec>'
        Exec-CNetCommand web $printf '<%s>' $(if ($false) { 'never' }) -o rw,exec | Should -BeExactly '<-o><rw,exec>'
    }

    It 'are several where a variable has several: <_>' -ForEach '$list', '$list x', '(1..3)', '$(1; 2)' {
        $native = Get-Argument '' $_
        Get-Argument 'Invoke-CNetCommand web --' $_ | Should -BeExactly $native
        Get-Argument 'Exec-CNetCommand web' $_ | Should -BeExactly $native
    }

    It 'are none where a variable is null' {
        Get-Argument 'Invoke-CNetCommand web --' '$none x' | Should -BeExactly (Get-Argument '' '$none x')
        Get-Argument 'Exec-CNetCommand web' '$none x' | Should -BeExactly (Get-Argument '' '$none x')
    }

    It 'may contain -- after the first one' {
        Get-Argument 'Invoke-CNetCommand web --' '-- a -- b' | Should -BeExactly '<--><a><--><b>'
        Get-Argument 'Exec-CNetCommand web' "'--' a" | Should -BeExactly '<--><a>' -Because 'PowerShell takes the first bare -- from every function'
    }

    It 'are the elements of -ArgumentList' {
        Invoke-CNetCommand web -FilePath $printf -ArgumentList '<%s>', '-c', 'a b', '' | Should -BeExactly '<-c><a b><>'
        $arguments = '<%s>', '-Verbose', 7
        Invoke-CNetCommand web -FilePath $printf -ArgumentList $arguments | Should -BeExactly '<-Verbose><7>'
    }

    It 'are long, or many' {
        Invoke-CNetCommand web -- echo ('x' * 100000) | Should -BeExactly ('x' * 100000)
        $many = 1..5000
        Invoke-CNetCommand web -- echo @many | Should -BeExactly "$many"
    }

    It 'are never lost: <_>' -ForEach @(
        'ping -c 1 -w 2 127.0.0.1'
        'ping -i 0.2 127.0.0.1'
        'ip -d link'
        'nc -v'
        'ls -a'
        'rm -f x'
    ) {
        Assert-Error ([scriptblock]::Create("Invoke-CNetCommand web $_")) ArgumentSwallowed InvalidArgument
        (Get-ErrorOf ([scriptblock]::Create("Invoke-CNetCommand web $_"))).ErrorDetails.RecommendedAction | Should -Match '--'
    }

    # -n is looked up as -Namespace otherwise, -proc as -ProcessId, and -e is to be -Environment.
    It 'are never lost, whatever they would mean: <_>' -ForEach 'echo -n a', 'head -proc 4194304', 'echo -e x' {
        Assert-Error ([scriptblock]::Create("Invoke-CNetCommand web $_")) ArgumentSwallowed InvalidArgument
    }

    It 'are never lost on the next line' {
        Assert-Error ([scriptblock]::Create("Invoke-CNetCommand web ```n  ip -d link")) ArgumentSwallowed InvalidArgument
    }

    # "-s" may be -Sandbox or -ScriptBlock: PowerShell refuses it before the cmdlet is asked.
    It 'are refused where PowerShell cannot tell what they mean: <_>' -ForEach 'ip -s link', 'nc -p 80' {
        (Get-ErrorOf ([scriptblock]::Create("Invoke-CNetCommand web $_"))).FullyQualifiedErrorId | Should -Match '^AmbiguousParameter,'
    }

    It 'may be those of the cmdlet where they are written out, before the program or behind it' {
        (Invoke-CNetCommand web -AsResult echo x).Stdout | Should -BeExactly 'x'
        (Invoke-CNetCommand web echo x -AsResult).Stdout | Should -BeExactly 'x'
        (Get-CNetSandbox web | Invoke-CNetCommand -AsResult -- echo -AsResult).Stdout | Should -BeExactly '-AsResult'
    }

    It 'need no -- where PowerShell has no such parameter' {
        Invoke-CNetCommand web ip -j -4 addr show lo | ConvertFrom-Json | ForEach-Object ifname | Should -BeExactly 'lo'
        Get-CNetSandbox web | Invoke-CNetCommand ip -j addr | ConvertFrom-Json | ForEach-Object ifname | Should -BeExactly 'lo'
    }

    It 'reach the program by Exec-CNetCommand as they are, and so do errors and exit codes' {
        Exec-CNetCommand web ping -c 1 -w 2 127.0.0.1 | Should -Contain '1 packets transmitted, 1 received, 0% packet loss, time 0ms'
        Assert-Error { Exec-CNetCommand web no-such-program } CommandNotFound ObjectNotFound
        @(Get-ErrorOf { Exec-CNetCommand web false }).FullyQualifiedErrorId | Should -BeExactly 'CommandFailed,CNet.Commands.InvokeCNetCommandCommand'
        Get-CNetSandbox web | Invoke-CNetProgram echo -n -c | Should -BeExactly '-c'
    }
}
