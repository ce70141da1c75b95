Describe 'New-CNetNamespace' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    It 'makes a namespace as ip netns add does: with its loopback down' {
        $namespace = New-CNetNamespace lone
        $namespace | Should -BeOfType CNet.Namespace
        "$($namespace.Name) $($namespace.Path) $($namespace.Inode)" | Should -BeExactly "lone $($testHost.NamespaceDirectory)/lone $((Get-Item "$($testHost.NamespaceDirectory)/lone").UnixStat.Inode)"
        Invoke-InSandbox lone ip -br link | Should -Match '^lo +DOWN'
    }

    It 'makes the good ones and gives one error for each bad one' {
        $made = 'a', '', 'a/b', 'a', 'b' | New-CNetNamespace -ErrorAction SilentlyContinue -ErrorVariable errors
        $made.Name | Should -BeExactly 'a', 'b'
        $errors.FullyQualifiedErrorId | Should -BeExactly @(
            'NameInvalid,CNet.Commands.NewCNetNamespaceCommand', 'NameInvalid,CNet.Commands.NewCNetNamespaceCommand', 'NamespaceExists,CNet.Commands.NewCNetNamespaceCommand')
        Assert-Error { New-CNetNamespace a } NamespaceExists ResourceExists
 { New-CNetNamespace a, c -ErrorAction Stop } | Should -Throw -ErrorId 'NamespaceExists,CNet.Commands.NewCNetNamespaceCommand'
        (Get-CNetNamespace).Name | Should -BeExactly 'a', 'b'
        (New-CNetNamespace 010).Name | Should -BeExactly '010'
    }

    It 'names the namespace of a process' {
        $process = Start-Process unshare -ArgumentList '-n', 'sleep', '60' -PassThru
        try {
            Wait-Until { (Get-Item "/proc/$($process.Id)/ns/net").LinkTarget -ne (Get-Item /proc/self/ns/net).LinkTarget }
            $namespace = New-CNetNamespace proc -ProcessId $process.Id
            "net:[$($namespace.Inode)]" | Should -BeExactly (Get-Item "/proc/$($process.Id)/ns/net").LinkTarget
            $namespace.ProcessId | Should -Be $process.Id
        }
        finally { $process.Kill() }
        Assert-Error { New-CNetNamespace other -ProcessId 4194304 } NamespaceNotFound ObjectNotFound
        Get-CNetNamespace other* | Should -BeNullOrEmpty
    }

    It 'names one by <Name>' -ForEach @(
        @{ Name = 'another name'; Do = { New-CNetNamespace second -Namespace first } }
        @{ Name = 'path'; Do = { New-CNetNamespace second -Namespace "$($testHost.NamespaceDirectory)/first" } }
        @{ Name = 'object'; Do = { New-CNetNamespace second -Namespace (Get-CNetNamespace first) } }
        @{ Name = 'piped object'; Do = { Get-CNetNamespace first | New-CNetNamespace second } }
        @{ Name = 'object of another process'; Do = { Get-CNetNamespace first | ConvertTo-Deserialized | New-CNetNamespace second } }
        @{ Name = 'piped object, named by what it is'; Do = { Get-CNetNamespace first | New-CNetNamespace -Name { $_.Name.Replace('first', 'second') } } }
    ) {
        $first = New-CNetNamespace first
        $second = & $Do
        "$($second.Name) $($second.Inode) $($second.Names)" | Should -BeExactly "second $($first.Inode) first second"
        Remove-CNetNamespace second
        (Get-CNetNamespace -All | Where-Object Inode -EQ $first.Inode).Name | Should -BeExactly 'first'
    }

    It 'names several as they are piped' {
        $null = New-CNetNamespace a, b
        (Get-CNetNamespace | New-CNetNamespace -Name { "$($_.Name)-2" }).Name | Should -BeExactly 'a-2', 'b-2'
        Assert-Error { Get-CNetNamespace a | New-CNetNamespace -Name b } NamespaceExists ResourceExists
        Assert-Error { New-CNetNamespace c -Namespace nope } NamespaceNotFound ObjectNotFound
        Assert-Error { New-CNetNamespace c -Namespace nope -WhatIf } NamespaceNotFound ObjectNotFound
        $null = New-CNetNamespace c -Namespace a -WhatIf
        (Get-CNetNamespace).Name | Should -BeExactly 'a', 'a-2', 'b', 'b-2'
        (Complete 'New-CNetNamespace c -Namespace b').CompletionText | Should -BeExactly 'b', 'b-2'
    }

    It 'makes nothing with -WhatIf, and asks with -Confirm' {
        $null = New-CNetNamespace lone -WhatIf
        Get-CNetNamespace | Should -BeNullOrEmpty
        Invoke-Pwsh 'New-CNetNamespace a, b -Confirm' 'n', 'y' | Out-String | Should -Match 'Create network namespace: a\?(.|\n)+Create network namespace: b\?'
        (Get-CNetNamespace).Name | Should -BeExactly 'b'
        Assert-Error { New-CNetNamespace b -WhatIf } NamespaceExists ResourceExists
        (New-CNetNamespace c -Confirm:$false).Name | Should -BeExactly 'c'
    }

    It 'shows all steps of a pipeline' {
        Invoke-Pwsh 'New-CNetNamespace a -WhatIf | Remove-CNetNamespace' | Should -HaveCount 2
    }

    It 'says with -Verbose what it does' {
        (New-CNetNamespace lone -Verbose 4>&1).Message | Should -Contain 'ip netns add lone'
    }
}
