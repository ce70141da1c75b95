Describe 'Get-CNetNamespace' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetNamespace one, two10, two2
        $null = New-CNetSandbox web
    }
    AfterEach { Exit-TestHost }

    It 'lists the named ones of the Host, with their sandboxes' {
        (Get-CNetNamespace).ForEach{ "$($_.Name) $($_.Sandbox)" } | Should -BeExactly 'one ', 'two2 ', 'two10 ', 'web web'
    }

    It 'lists those without a name too' {
        $all = Get-CNetNamespace -All
        $own = $all.Where{ $_.ProcessId -contains $PID }
        "net:[$($own.Inode)]" | Should -BeExactly (Get-Item /proc/self/ns/net).LinkTarget
        $own.Name | Should -BeNullOrEmpty
        $all.Name.Where{ $_ } | Should -BeExactly 'one', 'two2', 'two10', 'web'
    }

    It 'finds one by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Get-CNetNamespace one } }
        @{ Name = 'path'; Do = { Get-CNetNamespace "$($testHost.NamespaceDirectory)/one" } }
        @{ Name = 'wildcard'; Do = { Get-CNetNamespace O* } }
        @{ Name = 'object'; Do = { Get-CNetNamespace (Get-CNetNamespace one) } }
        @{ Name = 'object of another process'; Do = { Get-CNetNamespace (Get-CNetNamespace one | ConvertTo-Deserialized) } }
    ) {
        (& $Do).Path | Should -BeExactly "$($testHost.NamespaceDirectory)/one"
    }

    It 'finds that of a process by <Name>' -ForEach @(
        @{ Name = 'number'; Do = { Get-CNetNamespace -ProcessId $PID } }
        @{ Name = 'piped process'; Do = { Get-Process -Id $PID | Get-CNetNamespace } }
        @{ Name = 'process'; Do = { Get-CNetNamespace (Get-Process -Id $PID) } }
        @{ Name = 'pid:'; Do = { Get-CNetNamespace "pid:$PID" } }
        @{ Name = 'property'; Do = { [pscustomobject]@{ PID = $PID } | Get-CNetNamespace } }
    ) {
        "net:[$((& $Do).Inode)]" | Should -BeExactly (Get-Item /proc/self/ns/net).LinkTarget
    }

    It 'finds that of a sandbox' {
        (Get-CNetSandbox web | Get-CNetNamespace).Name | Should -BeExactly 'web'
        (Get-CNetNamespace -Sandbox w*).Name | Should -BeExactly 'web'
        (Get-CNetSandbox web | ConvertTo-Deserialized | Get-CNetNamespace).Name | Should -BeExactly 'web'
        Assert-Error { Get-CNetNamespace -Sandbox nope } SandboxNotFound ObjectNotFound
    }

    It 'knows the processes inside' {
        $process = Start-Sleeper web
        (Get-CNetNamespace web).ProcessId | Should -Be $process
    }

    It 'finds the good ones and gives one error for each bad one' {
        $found = Get-CNetNamespace one, nope, /etc/passwd, pid:4194304, '', two2 -ErrorAction SilentlyContinue -ErrorVariable errors
        $found.Name | Should -BeExactly 'one', 'two2'
        $errors.FullyQualifiedErrorId | Sort-Object -Unique | Should -BeExactly 'NamespaceNotFound,CNet.Commands.GetCNetNamespaceCommand'
        $errors | Should -HaveCount 4
        Assert-Error { Get-CNetNamespace nope } NamespaceNotFound ObjectNotFound
        Assert-Error { Get-CNetNamespace -ProcessId 4194304 } NamespaceNotFound ObjectNotFound
        Get-CNetNamespace nope* | Should -BeNullOrEmpty
    }

    It 'takes names and namespaces from the pipeline' {
        ('one', 'two2' | Get-CNetNamespace).Name | Should -BeExactly 'one', 'two2'
        (Get-CNetNamespace one | Get-CNetNamespace).Name | Should -BeExactly 'one'
    }

    It 'shows a table and a wide view' {
        $table = Get-CNetNamespace | Format-Table | Out-String -Width 200
        $table | Should -Match 'Name +Inode +Processes +Sandbox +Path'
        $table | Should -Match "web +\d+ +0 +web +$($testHost.NamespaceDirectory)/web"
        Get-CNetNamespace one | Format-Wide | Out-String | Should -Match '\bone\b'
    }

    It 'completes names' {
        (Complete 'Get-CNetNamespace ').CompletionText | Should -BeExactly 'one', 'two10', 'two2', 'web'
        (Complete 'Get-CNetNamespace T').CompletionText | Should -BeExactly 'two10', 'two2'
    }
}
