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

    It 'finds those by ids and inodes' {
        $null = Set-CNetNamespace one -Nsid 4711
        (Get-CNetNamespace -Nsid 4711).Name | Should -BeExactly 'one'
        Assert-Error { Get-CNetNamespace -Nsid 4712 } NamespaceNotFound ObjectNotFound 'no network namespace by the id 4712'
        (Get-CNetNamespace -Inode (Get-CNetNamespace two2).Inode).Name | Should -BeExactly 'two2'
        Assert-Error { Get-CNetNamespace -Inode 1 } NamespaceNotFound ObjectNotFound
    }

    It 'says whose they are, and by which names and files they are known' {
        $null = New-CNetNamespace uno -Namespace one
        $found = Get-CNetNamespace -All u*
        $found.Name | Should -BeExactly 'one'
        $found.Names | Should -BeExactly 'one', 'uno'
        $found.Mounts | Should -BeExactly "$($testHost.NamespaceDirectory)/one", "$($testHost.NamespaceDirectory)/uno"
        (Get-CNetNamespace uno).Name | Should -BeExactly 'uno'
        (Get-CNetNamespace u*).Name | Should -BeExactly 'uno' -Because 'ip netns list has a line for each name'
        $all = Get-CNetNamespace -All
        ($all | Where-Object Owner -like 'sandbox*').Name | Should -BeExactly 'web'
        ($all | Where-Object Owner -like "host $($testHost.Name)").Path | Should -BeExactly $testHost.NamespacePath
        "$(($all | Where-Object ProcessId -Contains $PID).Owner)" | Should -BeExactly 'host machine'
        $copy = Get-CNetNamespace web | ConvertTo-Deserialized
        "$($copy.Owner)" | Should -BeExactly 'sandbox web'
        Get-CNetNamespace uno | Format-List | Out-String | Should -Match '(?s)Names +: one, uno.+Mounts +: .+Nsid.+Sandbox.+Owner'
    }

    It 'finds one that only a descriptor holds, which every cmdlet takes' {
        $inode = (Get-CNetNamespace one).Inode
        $holder = [Diagnostics.Process]::Start([Diagnostics.ProcessStartInfo] @{
                FileName = 'sh'; Arguments = "-c ""exec 9<$($testHost.NamespaceDirectory)/one; echo ready; exec cat"""; RedirectStandardInput = $true; RedirectStandardOutput = $true
            })
        try {
            $holder.StandardOutput.ReadLine() | Should -BeExactly 'ready'
            Remove-CNetNamespace one
            $found = Get-CNetNamespace -All | Where-Object Inode -EQ $inode
            $found.Path | Should -BeExactly "/proc/$($holder.Id)/fd/9"
            ($found | Get-CNetInterface).Name | Should -BeExactly 'lo'
            $found | Invoke-CNetCommand -- readlink /proc/self/ns/net | Should -BeExactly "net:[$inode]"
            $again, $found = ($found | New-CNetNamespace -Name again), (Get-CNetNamespace again)
            $again.Inode | Should -Be $inode
            $found.Path | Should -BeExactly "$($testHost.NamespaceDirectory)/again"
        }
        finally {
            $holder.StandardInput.Close()
            $holder.WaitForExit()
        }
    }

    It 'finds no container that does not run' {
        Assert-Error { Get-CNetNamespace docker:nope } NamespaceNotFound ObjectNotFound "no running container of Docker 'nope'"
        Assert-Error { Get-CNetInterface -Namespace podman:nope } NamespaceNotFound ObjectNotFound 'of podman'
        Assert-Error { Invoke-CNetCommand containerd:nope -- true } NamespaceNotFound ObjectNotFound
        Get-CNetNamespace docker:no-such-* | Should -BeNullOrEmpty
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
        $table | Should -Match 'Name +Nsid +Inode +Processes +Owner +Path'
        $table | Should -Match "web +\d* +\d+ +0 +sandbox web +$($testHost.NamespaceDirectory)/web"
        Get-CNetNamespace one | Format-Wide | Out-String | Should -Match '\bone\b'
    }

    It 'completes names' {
        # Containers of this machine may be among them.
        (Complete 'Get-CNetNamespace ').CompletionText -notlike '*:*' | Should -BeExactly 'one', 'two10', 'two2', 'web'
        (Complete 'Get-CNetNamespace T').CompletionText | Should -BeExactly 'two10', 'two2'
    }
}
