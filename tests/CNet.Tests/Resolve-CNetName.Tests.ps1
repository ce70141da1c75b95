Describe 'Resolve-CNetName' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $null = $lab | Connect-CNetNetwork -Sandbox web, db
        # Nobody outside: what nobody here knows, nobody knows.
        Set-Content (Join-Path $testHost.StateDirectory resolv.conf) 'search example.test'
        $agent = Start-CNetAgent
    }
    AfterEach {
        Exit-TestHost
        Wait-Until { -not (Get-Process -Id $agent.ProcessId -ErrorAction Ignore) }
    }

    It 'looks names up as the sandbox does, and says who knew them' {
        $record = Resolve-CNetName db -Sandbox web
        "$record" | Should -BeExactly 'db A 10.1.0.3'
        "$($record.Source) $($record.Network) $($record.Server) $($record.Sandbox) $($record.TimeToLive)" | Should -BeExactly 'Network lab 127.0.0.11 web 00:10:00'
        $record | Format-Table | Out-String -Width 120 | Should -Match 'db +A +10\.1\.0\.3 +Network +lab +127\.0\.0\.11'
    }

    It 'takes sandboxes by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Resolve-CNetName db -Sandbox web }; Found = 'web' }
        @{ Name = 'wildcard'; Do = { Resolve-CNetName db -Sandbox * }; Found = 'db', 'web' }
        @{ Name = 'object'; Do = { Get-CNetSandbox | Resolve-CNetName db }; Found = 'db', 'web' }
        @{ Name = 'object of another process'; Do = { Get-CNetSandbox web | ConvertTo-Deserialized | Resolve-CNetName db }; Found = 'web' }
        @{ Name = 'endpoint'; Do = { Get-CNetEndpoint lab/web | Resolve-CNetName db }; Found = 'web' }
    ) {
        (& $Do).ForEach{ "$($_.Sandbox) $($_.Data)" } | Should -BeExactly $Found.ForEach{ "$_ 10.1.0.3" }
    }

    It 'asks for several names, and for what -Type says' {
        (Resolve-CNetName db, web.lab, 10.1.0.3 -Sandbox web).Data | Should -BeExactly '10.1.0.3', '10.1.0.2', 'db.lab'
        $null = Add-CNetDnsRecord -Network lab _http._tcp.web -Target web -Port 8080
        Wait-Until { (Resolve-CNetName _http._tcp.web -Type SRV -Sandbox db -ErrorAction Ignore).Port -eq 8080 }
    }

    It 'knows at once who has just joined and what was just given' {
        foreach ($number in 1..5) {
            $late = $lab | Connect-CNetNetwork -Sandbox "late-$number"
            (Resolve-CNetName "late-$number" -Sandbox web).Data | Should -BeExactly "$($late.IPAddress)"
            $null = Add-CNetDnsRecord "given-$number" "10.9.9.$number" -Network lab
            (Resolve-CNetName "given-$number" -Sandbox web).Data | Should -BeExactly "10.9.9.$number"
        }
    }

    It 'asks on the Host where no sandbox is named, by its hosts file first' {
        $own = (Resolve-CNetName localhost).Where{ $_.Type -eq 'A' }
        "$($own.Data) $($own.Source) $($own.AnsweredBy)" | Should -BeExactly '127.0.0.1 File /etc/hosts'
        $own | Format-Table | Out-String -Width 120 | Should -Match 'localhost +A +127\.0\.0\.1 +/etc/hosts'
    }

    It 'says why a name does not resolve: <Name>' -ForEach @(
        @{ Name = 'nobody knows'; Id = 'NameServerFailed'; Category = 'ResourceUnavailable'; Do = { Resolve-CNetName nobody. -Sandbox web }; Message = 'SERVFAIL' }
        @{ Name = 'another type'; Id = 'NameTypeNotFound'; Category = 'ObjectNotFound'; Do = { Resolve-CNetName db. -Type AAAA, MX -Sandbox web }; Message = 'AAAA or MX' }
        @{ Name = 'nobody is there'; Id = 'NameServerFailed'; Category = 'ResourceUnavailable'; Do = { Resolve-CNetName db -Server 10.1.0.3 -Sandbox web }; Message = '10\.1\.0\.3.+refused' }
        @{ Name = 'nobody answers'; Id = 'Timeout'; Category = 'OperationTimeout'; Do = { Resolve-CNetName db. -Server 10.1.0.77 -Timeout 10ms -Type A -Sandbox web }; Message = 'in time' }
        @{ Name = 'no sandbox'; Id = 'SandboxNotFound'; Category = 'ObjectNotFound'; Do = { Resolve-CNetName db -Sandbox nope }; Message = 'nope' }
        @{ Name = 'no name'; Id = 'NameInvalid'; Category = 'InvalidArgument'; Do = { Resolve-CNetName a..b -Sandbox web }; Message = 'a\.\.b' }
        @{ Name = 'no agent'; Id = 'AgentUnavailable'; Category = 'ResourceUnavailable'; Do = { Stop-CNetAgent; Resolve-CNetName db -Sandbox web }; Message = '127\.0\.0\.11' }
    ) {
        Assert-Error $Do $Id $Category $Message
    }

    It 'goes on with the other names where one does not resolve' {
        (Resolve-CNetName nobody, db -Sandbox web -ErrorAction SilentlyContinue).Data | Should -BeExactly '10.1.0.3'
        Assert-NullIsNotAll { Resolve-CNetName db -Sandbox $null }
    }

    It 'answers Ctrl+C at once' {
        # It takes questions, and says nothing.
        $silent = [CNet.Controller]::Open($testHost).Sandboxes.OpenSocket((Get-CNetSandbox db), 'InterNetwork', 'Dgram', 'Udp')
        $shell = [powershell]::Create().AddScript("Import-Module '$modulePath'; Resolve-CNetName db. -Server 10.1.0.3 -Timeout 10s -Sandbox web")
        try {
            $silent.Bind([Net.IPEndPoint]::new([ipaddress] '10.1.0.3', 53))
            $running = $shell.BeginInvoke()
            Wait-Until { $silent.Available -gt 0 }
            $running.IsCompleted | Should -BeFalse
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 3
            $shell.InvocationStateInfo.State | Should -Be Stopped
        }
        finally {
            $shell.Dispose()
            $silent.Dispose()
        }
    }

    It 'completes names and sandboxes' {
        (Complete 'Resolve-CNetName -Sandbox web -Name d').CompletionText | Should -BeExactly 'db'
        (Complete 'Resolve-CNetName db -Sandbox w').CompletionText | Should -BeExactly 'web'
    }
}
