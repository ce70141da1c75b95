Describe 'Remove-CNetNamespace' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $one, $two = New-CNetNamespace one, two
    }
    AfterEach { Exit-TestHost }

    It 'takes namespaces by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Remove-CNetNamespace one } }
        @{ Name = 'path'; Do = { Remove-CNetNamespace $one.Path } }
        @{ Name = 'wildcard'; Do = { Remove-CNetNamespace O* } }
        @{ Name = 'piped object'; Do = { $one | Remove-CNetNamespace } }
        @{ Name = 'piped name'; Do = { 'one' | Remove-CNetNamespace } }
        @{ Name = 'object of another process'; Do = { $one | ConvertTo-Deserialized | Remove-CNetNamespace } }
    ) {
        & $Do | Should -BeNullOrEmpty
        (Get-ChildItem $testHost.NamespaceDirectory).Name | Should -BeExactly 'two'
    }

    It 'refuses one that belongs to a sandbox, and names that' {
        $null = New-CNetSandbox web
        $null = New-CNetSandbox db -Namespace one
        Assert-Error { Remove-CNetNamespace web } NamespaceInUse ResourceBusy "sandbox 'web'"
        Assert-Error { Remove-CNetNamespace one } NamespaceInUse ResourceBusy "sandbox 'db'"
        Assert-Error { Remove-CNetNamespace one -WhatIf } NamespaceInUse ResourceBusy
        (Get-CNetNamespace).Name | Should -BeExactly 'one', 'two', 'web'
    }

    It 'refuses one that has no name' {
        Assert-Error { Remove-CNetNamespace "pid:$PID" } NameInvalid InvalidArgument
    }

    It 'is not touched by what is no namespace' {
        @(Get-ErrorOf { New-CNetSandbox web | Remove-CNetNamespace }).FullyQualifiedErrorId | Should -Match '^InputObjectNotBound'
        @(Get-ErrorOf { [pscustomobject]@{ Namespace = 'one'; Name = 'one' } | Remove-CNetNamespace }).FullyQualifiedErrorId | Should -Match '^InputObjectNotBound'
        (Get-CNetNamespace).Name | Should -BeExactly 'one', 'two', 'web'
    }

    It 'leaves processes in it alone: the namespace lives as long as they do' {
        $process = Get-Process -Id (Start-Sleeper one)
        Remove-CNetNamespace one
        $process.HasExited | Should -BeFalse
        $process.Kill()
    }

    It 'leaves its other names' {
        $null = New-CNetNamespace uno -Namespace one
        Remove-CNetNamespace uno
        (Get-CNetNamespace one).Names | Should -BeExactly 'one'
        $null = New-CNetNamespace uno -Namespace one
        Remove-CNetNamespace o*
        (Get-CNetNamespace uno).Inode | Should -Be $one.Inode
    }

    It 'takes the name of a sandbox''s process away, and not the sandbox''s namespace' {
        $process = Start-Process unshare -ArgumentList '-n', 'sleep', '60' -PassThru
        try {
            Wait-Until { (Get-Item "/proc/$($process.Id)/ns/net").LinkTarget -ne (Get-Item /proc/self/ns/net).LinkTarget }
            $null = New-CNetSandbox box -Namespace "pid:$($process.Id)"
            $named = New-CNetNamespace visible -Namespace "pid:$($process.Id)"
            "$($named.Sandbox) $($named.Owner)" | Should -BeExactly 'box sandbox box'
            Remove-CNetNamespace visible
            (Get-CNetSandbox box).State | Should -Be 'Ready'
            Remove-CNetSandbox box
        }
        finally { $process.Kill() }
    }

    It 'removes the good ones and gives one error for each bad one' {
        $removed = Remove-CNetNamespace one, nope, two -PassThru -ErrorAction SilentlyContinue -ErrorVariable errors
        $removed.Name | Should -BeExactly 'one', 'two'
        $errors.FullyQualifiedErrorId | Should -BeExactly 'NamespaceNotFound,CNet.Commands.RemoveCNetNamespaceCommand'
 { Remove-CNetNamespace nope -ErrorAction Stop } | Should -Throw -ErrorId 'NamespaceNotFound,CNet.Commands.RemoveCNetNamespaceCommand'
        Get-ErrorOf { $one | Remove-CNetNamespace } | Should -BeNullOrEmpty -Because 'an object that is gone is gone'
    }

    It 'changes nothing with -WhatIf, and asks with -Confirm' {
        (Remove-CNetNamespace * -WhatIf -PassThru).Name | Should -BeExactly 'one', 'two'
        Invoke-Pwsh 'Remove-CNetNamespace one, two -Confirm' 'n', 'y' | Out-String | Should -Match 'Remove network namespace: one\?(.|\n)+namespace: two\?'
        (Get-CNetNamespace).Name | Should -BeExactly 'one'
        Remove-CNetNamespace one -Confirm:$false
        Get-CNetNamespace | Should -BeNullOrEmpty
    }

    It 'says with -Verbose what it does, and completes names' {
        (Complete 'Remove-CNetNamespace ').CompletionText | Should -BeExactly 'one', 'two'
        (Remove-CNetNamespace one -Verbose 4>&1).Message | Should -Contain 'ip netns del one'
    }

    It 'does not choose among the names of the namespace of a process' {
        $null = New-CNetNamespace red
        $process = Start-CNetProcess -Namespace red -- sleep 60
        $null = New-CNetNamespace also -Namespace red
        Assert-Error { Get-Process -Id $process.Id | Remove-CNetNamespace } NameAmbiguous InvalidArgument 'also, red'
        Assert-Error { Remove-CNetNamespace "pid:$($process.Id)" } NameAmbiguous InvalidArgument 'also, red'
        Remove-CNetNamespace also
        Remove-CNetNamespace "pid:$($process.Id)"
        (Get-CNetNamespace).Name | Should -BeExactly one, two
        Stop-CNetProcess $process.Id
    }
}
