Describe 'New-CNetSandbox' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    It 'makes a namespace that ip netns and nsenter see, with its loopback up' {
        $sandbox = New-CNetSandbox web
        $sandbox | Should -BeOfType CNet.Sandbox
        "$($sandbox.Name) $($sandbox.State) $($sandbox.Origin) $($sandbox.IsTemporary)" | Should -BeExactly 'web Ready Own False'
        $sandbox.Namespace | Should -BeExactly "$($testHost.NamespaceDirectory)/web"
        Invoke-InSandbox web ip -o addr show up | Should -Match '^1: lo +inet6? (127\.0\.0\.1/8|::1/128)'
        Invoke-InSandbox web ip -o link | Should -HaveCount 1
    }

    It 'makes several, of names and numbers' {
        (New-CNetSandbox a, b.c_d-e).Name | Should -BeExactly 'a', 'b.c_d-e'
        ('x', 7, ('n' * 63) | New-CNetSandbox).Name | Should -BeExactly 'x', '7', ('n' * 63)
        (New-CNetSandbox 010).Name | Should -BeExactly '010'
    }

    It 'sets kernel parameters inside, and only there' {
        $null = New-CNetSandbox router -Sysctl @{ 'net.ipv4.ip_forward' = 1; 'net.ipv4.conf.lo.accept_local' = '1' }
        Invoke-InSandbox router cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/lo/accept_local | Should -BeExactly '1', '1'
        Invoke-InHost cat /proc/sys/net/ipv4/ip_forward | Should -Be 0
    }

    It 'takes labels' {
        (New-CNetSandbox a -Label test=failover).Labels.test | Should -BeExactly 'failover'
    }

    It 'takes names of its own' {
        $sandbox = New-CNetSandbox web -Hostname web.example.com -DnsServer 9.9.9.9, 2620:fe::fe -DnsSearch lab.example, . -DnsOption ndots:2, rotate -HostEntry 'printer:10.1.0.9'
        $sandbox = Get-CNetSandbox $sandbox
        "$($sandbox.Hostname) $($sandbox.DnsServer) $($sandbox.DnsSearch) $($sandbox.DnsOption) $($sandbox.HostEntry)" |
            Should -BeExactly 'web.example.com 9.9.9.9 2620:fe::fe lab.example . ndots:2 rotate printer:10.1.0.9'
        # The same from the columns of a table.
        $copy = $sandbox | Select-Object Hostname, DnsServer, DnsSearch, DnsOption, HostEntry | New-CNetSandbox -Name { 'copy' }
        $copy | Select-Object Hostname, DnsServer, DnsSearch, DnsOption, HostEntry | Out-String | Should -BeExactly ($sandbox | Select-Object Hostname, DnsServer, DnsSearch, DnsOption, HostEntry | Out-String)
    }

    It 'takes lines of the hosts file as <Name>' -ForEach @(
        @{ Name = 'text'; Entry = 'db:10.1.0.9'; Lines = 'db:10.1.0.9' }
        @{ Name = 'text with an equals sign'; Entry = 'db=10.1.0.9'; Lines = 'db:10.1.0.9' }
        @{ Name = 'IPv6'; Entry = 'db:fd00::9'; Lines = 'db:fd00::9' }
        @{ Name = 'IPv6 in brackets'; Entry = 'db:[fd00::9]'; Lines = 'db:fd00::9' }
        @{ Name = 'a hashtable'; Entry = @{ db = '10.1.0.9' }; Lines = 'db:10.1.0.9' }
        @{ Name = 'a hashtable of several addresses'; Entry = @{ db = '10.1.0.9', [ipaddress]'fd00::9' }; Lines = 'db:10.1.0.9', 'db:fd00::9' }
        @{ Name = 'several'; Entry = @([ordered]@{ b = '10.1.0.9'; a = 'host-gateway' }, 'c:10.1.0.8'); Lines = 'b:10.1.0.9', 'a:host-gateway', 'c:10.1.0.8' }
    ) {
        [string[]] (New-CNetSandbox web -HostEntry $Entry).HostEntry | Should -BeExactly $Lines
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a host name with a blank'; Do = { New-CNetSandbox web -Hostname 'a b' }; Id = 'NameInvalid' }
        @{ Name = 'a host name with a hyphen before it'; Do = { New-CNetSandbox web -Hostname -web }; Id = 'NameInvalid' }
        @{ Name = 'a domain that the kernel does not take'; Do = { New-CNetSandbox web -Hostname "web.$('d' * 40).$('e' * 40)" }; Id = 'NameInvalid' }
        @{ Name = 'a name server that is none'; Do = { New-CNetSandbox web -DnsServer nope }; Id = 'AddressInvalid' }
        @{ Name = 'a name server without an address'; Do = { New-CNetSandbox web -DnsServer 0.0.0.0 }; Id = 'AddressInvalid' }
        @{ Name = 'a domain with two dots'; Do = { New-CNetSandbox web -DnsSearch a..b }; Id = 'NameInvalid' }
        @{ Name = 'an option of two words'; Do = { New-CNetSandbox web -DnsOption 'ndots:2 rotate' }; Id = 'OptionInvalid' }
        @{ Name = 'dots without a number'; Do = { New-CNetSandbox web -DnsOption ndots:many }; Id = 'OptionInvalid' }
        @{ Name = 'a line without an address'; Do = { New-CNetSandbox web -HostEntry printer }; Id = 'NameInvalid' }
        @{ Name = 'a line without a name'; Do = { New-CNetSandbox web -HostEntry ':10.1.0.9' }; Id = 'NameInvalid' }
        @{ Name = 'a line with another address'; Do = { New-CNetSandbox web -HostEntry @{ printer = 'nope' } }; Id = 'AddressInvalid' }
        @{ Name = 'a line with the address of nobody'; Do = { New-CNetSandbox web -HostEntry 'printer:224.0.0.1' }; Id = 'AddressInvalid' }
    ) {
        Assert-Error $Do $Id InvalidArgument
        Get-CNetSandbox | Should -BeNullOrEmpty
    }

    Context 'of what exists' {
        It 'adopts a namespace by <Name>, and leaves it as it was' -ForEach @(
            @{ Name = 'name'; Namespace = { 'mine' } }
            @{ Name = 'path'; Namespace = { "$($testHost.NamespaceDirectory)/mine" } }
            @{ Name = 'object'; Namespace = { Get-CNetNamespace mine } }
            @{ Name = 'object of another process'; Namespace = { Get-CNetNamespace mine | ConvertTo-Deserialized } }
        ) {
            $null = New-CNetNamespace mine
            $sandbox = New-CNetSandbox web -Namespace (& $Namespace)
            "$($sandbox.Origin) $($sandbox.Namespace)" | Should -BeExactly "Namespace $($testHost.NamespaceDirectory)/mine"
            $null = Connect-CNetNetwork bridge web
            Invoke-InSandbox mine ip -o link show eth0 | Should -Not -BeNullOrEmpty
            Remove-CNetSandbox web -RemoveEndpoint
            Invoke-InSandbox mine ip -o link | Should -HaveCount 1
        }

        It 'adopts the namespace of a process: <Name>' -ForEach @(
            @{ Name = 'by its number'; Do = { New-CNetSandbox web -ProcessId $process.Id } }
            @{ Name = 'by the object'; Do = { $process | New-CNetSandbox web } }
            @{ Name = 'as a namespace'; Do = { New-CNetSandbox web -Namespace "pid:$($process.Id)" } }
        ) {
            $process = Start-Process unshare -ArgumentList '-n', 'sleep', '60' -PassThru
            try {
                Wait-Until { (Get-Item "/proc/$($process.Id)/ns/net").LinkTarget -ne (Get-Item /proc/self/ns/net).LinkTarget }
                $sandbox = & $Do
                $sandbox.State | Should -Be Ready
                $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web
                nsenter -t $process.Id -n ip -o -4 addr show eth0 | Should -Match '10\.1\.0\.2/24'
                Remove-CNetSandbox web -Force
                $process.HasExited | Should -BeFalse -Because 'an adopted process is never ended'
            }
            finally { $process.Kill() }
        }

        It 'takes the namespace of the Host' {
            $sandbox = New-CNetSandbox all -UseHostNamespace
            "$($sandbox.Origin) $($sandbox.Namespace)" | Should -BeExactly "Host $($testHost.NamespacePath)"
            Get-ChildItem $testHost.NamespaceDirectory -ErrorAction Ignore | Should -BeNullOrEmpty
            (Connect-CNetNetwork host all).Sandbox | Should -BeExactly 'all'
        }

        It 'refuses the name of a foreign namespace, and says how to adopt it' {
            $null = New-CNetNamespace mine
            Assert-Error { New-CNetSandbox mine } NamespaceExists ResourceExists
            (Get-ErrorOf { New-CNetSandbox mine }).ErrorDetails.RecommendedAction | Should -Match 'New-CNetSandbox mine -Namespace mine'
        }
    }

    It 'makes the good ones and gives one error for each bad one' {
        $made = 'a', '', 'a/b', 'a', ('n' * 64), 'b' | New-CNetSandbox -ErrorAction SilentlyContinue -ErrorVariable errors
        $made.Name | Should -BeExactly 'a', 'b'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'NameInvalid', 'NameInvalid', 'SandboxExists', 'NameInvalid'
    }

    It 'leaves nothing of one that is refused: <Name>' -ForEach @(
        @{ Name = 'a parameter that is none'; Arguments = @{ Sysctl = @{ 'net.ipv4.nope' = 1 } }; Id = 'SysctlInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'a parameter of the machine'; Arguments = @{ Sysctl = @{ 'kernel.hostname' = 'x' } }; Id = 'SysctlInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'a path out of the tree'; Arguments = @{ Sysctl = @{ 'net.../../kernel/hostname' = 'x' } }; Id = 'SysctlInvalid'; Category = 'InvalidArgument' }
        @{ Name = 'no namespace'; Arguments = @{ Namespace = 'nope' }; Id = 'NamespaceNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'a file that is none'; Arguments = @{ Namespace = '/etc/passwd' }; Id = 'NamespaceNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'no process'; Arguments = @{ ProcessId = 4194304 }; Id = 'NamespaceNotFound'; Category = 'ObjectNotFound' }
    ) {
        $before = Get-HostState
        Assert-Error { New-CNetSandbox web @Arguments } $Id $Category
        Get-HostState | Should -BeExactly $before
    }

    It 'refuses a value the kernel does not take, and says what to do' {
        Assert-Error { New-CNetSandbox web -Sysctl @{ 'net.ipv4.ip_forward' = 'maybe' } } SysctlInvalid InvalidArgument
    }

    It 'shows the sandbox as it would be' {
        $before = Get-HostState
        $preview = New-CNetSandbox web -WhatIf
        "$($preview.Name) $($preview.IsPreview) $($preview.Namespace)" | Should -BeExactly "web True $($testHost.NamespaceDirectory)/web"
        Get-HostState | Should -BeExactly $before
        $null = New-CNetSandbox web
        Assert-Error { New-CNetSandbox web -WhatIf } SandboxExists ResourceExists
        Assert-Error { New-CNetSandbox db -Namespace nope -WhatIf } NamespaceNotFound ObjectNotFound
    }

    It 'asks before it makes' {
        Invoke-Pwsh 'New-CNetSandbox web, db -Confirm' 'n', 'y' | Out-String | Should -Match 'Create sandbox: web\?(.|\n)+Create sandbox: db\?'
        (Get-CNetSandbox).Name | Should -BeExactly 'db'
        (New-CNetSandbox web -Confirm:$false).Name | Should -BeExactly 'web'
    }

    It 'says with -Verbose what it does' {
        (New-CNetSandbox web -Verbose 4>&1).Message | Should -Contain 'ip netns add web'
    }

    It 'says where it sets a kernel parameter' {
        (New-CNetSandbox web -Sysctl @{ 'net.ipv4.ip_forward' = 1 } -Verbose 4>&1).Message | Should -Contain 'ip netns exec web sysctl -w net.ipv4.ip_forward=1'
    }

    It 'stops at the first error with -ErrorAction Stop' {
 { New-CNetSandbox a, '', b -ErrorAction Stop } | Should -Throw -ErrorId 'NameInvalid,CNet.Commands.NewCNetSandboxCommand'
        (Get-CNetSandbox).Name | Should -BeExactly 'a'
    }

    It 'completes namespaces' {
        $null = New-CNetNamespace mine
        (Complete 'New-CNetSandbox web -Namespace m').CompletionText | Should -BeExactly 'mine'
    }
}
