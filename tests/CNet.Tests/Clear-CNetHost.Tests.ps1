Describe 'Clear-CNetHost' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Add-CNetEndpoint -Name web, db | Join-CNetSandbox -Sandbox { $_.Name }
        function Test-Cleared {
            (Invoke-InHost ip -j link | ConvertFrom-Json).ifname | Should -BeExactly 'lo'
            Invoke-InHost nft list ruleset | Should -BeNullOrEmpty
            Invoke-InHost cat /proc/sys/net/ipv4/ip_forward | Should -Be 0
            Get-ChildItem $testHost.NamespaceDirectory | Should -BeNullOrEmpty
            Test-Path $testHost.StateDirectory, $testHost.RunDirectory | Should -Not -Contain $true
        }
    }
    AfterEach { Exit-TestHost }

    It 'removes all that is of CNet, and nothing else' {
        Invoke-InHost ip link add theirs type bridge
        Invoke-InHost nft 'add table inet theirs'
        Clear-CNetHost -Force -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warnings | Should -Match 'theirs came meanwhile' -Because 'forwarding is off again, which it may rely on'
        Invoke-InHost ip link del theirs
        Invoke-InHost nft list ruleset | Out-String | Should -Match 'table inet theirs'
        Invoke-InHost nft delete table inet theirs
        Test-Cleared
    }

    It 'leaves a Host that can be used anew, also by who had it open' {
        Invoke-Pwsh 'Clear-CNetHost -Force' | Should -BeNullOrEmpty
        Test-Cleared
        Get-CNetSandbox | Should -BeNullOrEmpty
        (Get-CNetNetwork).Name | Should -BeExactly 'bridge', 'host', 'none'
        (New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web).State | Should -Be Joined
        Test-CNetHost -Quiet | Should -BeTrue
    }

    It 'asks before, unless -Force is given' {
        $null = New-CNetAddressPool 10.7.0.0/24
        $before = Get-HostState
        Invoke-Pwsh Clear-CNetHost n | Out-String | Should -Match 'Remove 1 network, 2 endpoints, 2 sandboxes, 1 address pool and all settings of\s+CNet:\s+host-'
        Invoke-Pwsh 'Clear-CNetHost -Force -Confirm' n | Out-String | Should -Match 'Remove 1 network'
        Get-HostState | Should -BeExactly $before
        Invoke-Pwsh Clear-CNetHost y | Out-Null
        Test-Cleared
    }

    It 'changes nothing with -WhatIf, even with -Force' {
        $before = Get-HostState
        (Clear-CNetHost -WhatIf -PassThru).Name | Should -BeExactly $testHost.Name
        Clear-CNetHost -Force -WhatIf
        $WhatIfPreference = $true
        Clear-CNetHost -Force
        $WhatIfPreference = $false
        Get-HostState | Should -BeExactly $before
    }

    It 'does not mean this machine by a wildcard' {
        Clear-CNetHost * -WhatIf -PassThru | Should -Not -BeNullOrEmpty
        (Clear-CNetHost * -WhatIf -PassThru).Name | Should -Not -Contain 'machine'
    }

    It 'does not ask where nobody wants to be asked' {
        Clear-CNetHost -Confirm:$false
        Test-Cleared
    }

    It 'refuses where processes live in a sandbox, and ends what CNet started with -Force' {
        $process = Start-Sleeper web
        $before = Get-HostState
        Assert-Error { Clear-CNetHost -Confirm:$false } SandboxInUse ResourceBusy 'sleep'
        Get-HostState | Should -BeExactly $before
        Clear-CNetHost -Force
        Wait-Until { -not (Get-Process -Id $process -ErrorAction Ignore) }
        Test-Cleared
    }

    It 'leaves adopted namespaces as they were' {
        $null = New-CNetNamespace foreign
        $null = New-CNetSandbox adopted -Namespace foreign
        $null = Connect-CNetNetwork lab adopted
        Clear-CNetHost -Force
        (Get-ChildItem $testHost.NamespaceDirectory).Name | Should -BeExactly 'foreign'
        (Invoke-InSandbox foreign ip -j link | ConvertFrom-Json).ifname | Should -BeExactly 'lo'
    }

    It 'takes Hosts by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Clear-CNetHost $testHost.Name -Force -PassThru } }
        @{ Name = 'piped object'; Do = { Get-CNetHost -Current | Clear-CNetHost -Force -PassThru } }
        @{ Name = 'object of another process'; Do = { Get-CNetHost -Current | ConvertTo-Deserialized | Clear-CNetHost -Force -PassThru } }
    ) {
        (& $Do).Name | Should -BeExactly $testHost.Name
        Test-Cleared
    }

    It 'clears the good ones and gives one error for each bad one' {
        Clear-CNetHost nope, $testHost.Name -Force -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors.FullyQualifiedErrorId | Should -BeExactly 'HostNotFound,CNet.Commands.ClearCNetHostCommand'
        Test-Cleared
    }

    It 'is not touched by what is no Host, and takes null for nothing' {
        $before = Get-HostState
        @(Get-ErrorOf { Get-CNetSandbox web | Clear-CNetHost -Force }).FullyQualifiedErrorId | Should -Match '^InputObjectNotBound'
        Assert-NullIsNotAll { Clear-CNetHost $null -Force }
        Get-HostState | Should -BeExactly $before
    }

    It 'shows how far it is where that takes a while' {
        # A test has no time for long work: nobody waits before it is shown.
        $delay = [CNet.Commands.ClearCNetHostCommand].Assembly.GetType('CNet.Commands.ProgressDisplay').GetProperty('Delay', [System.Reflection.BindingFlags] 'Static, NonPublic')
        $usual = $delay.GetValue($null)
        $shell = [powershell]::Create()
        try {
            $usual | Should -BeGreaterThan ([timespan]::Zero) -Because 'short work does not flicker'
            $delay.SetValue($null, [timespan]::Zero)
            $null = $shell.AddScript('param($Module) Import-Module $Module; Clear-CNetHost -Force').AddArgument($modulePath).Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
            $shown = $shell.Streams.Progress.Where{ $_.Activity -eq "Clearing Host $($testHost.Name)" }
            "$($shown[0].StatusDescription) $($shown[0].PercentComplete)" | Should -MatchExactly '^0 of 8: sandbox (web|db) 0$'
            $shown[-1].RecordType | Should -Be Completed
            $shown.Where{ $_.RecordType -eq 'Completed' } | Should -HaveCount 1
        }
        finally {
            $delay.SetValue($null, $usual)
            $shell.Dispose()
        }
        Test-Cleared
    }

    It 'completes Hosts' { (Complete "Clear-CNetHost $($testHost.Name)").CompletionText | Should -BeExactly $testHost.Name }
}
