Describe 'Get-CNetDnsLog' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        function Send-Question([string] $Sandbox, [string[]] $Name) { $null = Resolve-CNetName $Name -Type A -Sandbox $Sandbox -ErrorAction Ignore }
    }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web, db
        Set-Content (Join-Path $testHost.StateDirectory resolv.conf) ''
        $agent = Start-CNetAgent
    }
    AfterEach {
        Exit-TestHost
        Wait-Until { -not (Get-Process -Id $agent.ProcessId -ErrorAction Ignore) }
    }

    It 'tells what was asked, by whom, and how it was answered' {
        Send-Question web db
        Send-Question db nobody, web
        $log = Get-CNetDnsLog
        $log.ForEach{ "$($_.Number) $_ $($_.Network)" } | Should -BeExactly '1 web: db A NOERROR lab', '2 db: nobody A SERVFAIL ', '3 db: web A NOERROR lab'
        $log[0].Time | Should -BeOfType System.DateTimeOffset
        ([DateTimeOffset]::Now - $log[0].Time).TotalMinutes | Should -BeLessThan 1
        $log[0].Duration | Should -Be ([timespan]::Zero)
    }

    It 'selects by <Name>' -ForEach @(
        @{ Name = 'sandbox'; Do = { Get-CNetDnsLog db }; Found = 2, 3 }
        @{ Name = 'piped sandbox'; Do = { Get-CNetSandbox web | Get-CNetDnsLog }; Found = 1, 4 }
        @{ Name = 'all sandboxes, in the order of asking'; Do = { Get-CNetSandbox | Get-CNetDnsLog }; Found = 1, 2, 3, 4 }
        @{ Name = 'name'; Do = { Get-CNetDnsLog -Name W* }; Found = 3, 4 }
        @{ Name = 'the last ones'; Do = { Get-CNetDnsLog -Last 2 }; Found = 3, 4 }
        @{ Name = 'the last ones of a sandbox'; Do = { Get-CNetDnsLog db -Last 1 }; Found = @(3) }
        @{ Name = 'nothing'; Do = { Get-CNetSandbox nobody* | Get-CNetDnsLog }; Found = @() }
        @{ Name = 'none'; Do = { Get-CNetDnsLog -Last 0 }; Found = @() }
    ) {
        Send-Question web db
        Send-Question db nobody, web
        Send-Question web web.lab
        "$((& $Do).Number)" | Should -BeExactly "$Found"
    }

    It 'goes on with -Wait until Ctrl+C, and hears it at once' {
        Send-Question web db
        $shell = [powershell]::Create().AddScript("Import-Module '$modulePath'; Get-CNetDnsLog -Last 0 -Wait -Name db, web")
        $nothing, $output = 1..2 | ForEach-Object { , [System.Management.Automation.PSDataCollection[psobject]]::new() }
        $nothing.Complete()
        $output.EnumeratorNeverBlocks = $true
        try {
            $null = $shell.BeginInvoke($nothing, $output)
            # Whether it follows yet is not seen from outside: it is once a question comes.
            Wait-Until { Send-Question db web; $output.Count -gt 0 }
            $first = $output[0].Number
            Send-Question web nobody, db
            Wait-Until { $output.Name -contains 'db' }
            @($output.Number) | Sort-Object -Unique | Should -HaveCount $output.Count -Because 'each is told once'
            $first | Should -BeGreaterThan 1 -Because 'those before were not wanted'
            @($output.Name) | Should -Not -Contain 'nobody'
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 3
            $shell.InvocationStateInfo.State | Should -Be Stopped
        }
        finally { $shell.Dispose() }
    }

    It 'says that the agent does not run' {
        Stop-CNetAgent
        Assert-Error { Get-CNetDnsLog } AgentUnavailable ResourceUnavailable 'does not run'
        Assert-Error { Get-CNetDnsLog nope } SandboxNotFound ObjectNotFound
        Assert-NullIsNotAll { Get-CNetDnsLog $null }
    }

    It 'shows a table, a list and a wide view' {
        Send-Question web db
        $log = Get-CNetDnsLog
        $log | Format-Table | Out-String -Width 120 | Should -Match '(?s)Time +Sandbox +Name +Type +Code +AnsweredBy +Duration.+\d\d:\d\d:\d\d\.\d{3} +web +db +A +NOERROR +lab'
        $log | Format-List | Out-String | Should -Match '(?s)Number +: 1.+Code +: NOERROR'
        $log | Format-Wide | Out-String | Should -Match 'web: db A NOERROR'
        "$(($log | ConvertTo-Deserialized).Code)" | Should -BeExactly 'NOERROR'
        $log[0] -eq (Get-CNetDnsLog)[0] | Should -BeTrue
    }

    It 'is counted by the agent' {
        Send-Question web db
        $seen = Get-CNetAgent
        "$($seen.NamedSandboxes) $($seen.QueryCount)" | Should -BeExactly '2 1'
        $seen | Format-Table | Out-String -Width 200 | Should -Match 'Sandboxes +Queries'
        $seen | Format-List | Out-String | Should -Match '(?s)NamedSandboxes +: 2.+QueryCount +: 1'
    }
}
