Describe 'Repair-CNetHost' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $null = $lab | Add-CNetEndpoint -Name web, db | Join-CNetSandbox -Sandbox { $_.Name }
        function Get-Kernel { Invoke-InHost nft list ruleset; Invoke-InSandbox web ip -br addr; Invoke-InSandbox web ip route }
    }
    AfterEach { Exit-TestHost }

    It 'does nothing where nothing differs' {
        $before = Get-HostState
        Repair-CNetHost | Should -BeNullOrEmpty
        Get-HostState | Should -BeExactly $before
    }

    It 'puts right what somebody did: <Name>' -ForEach @(
        @{ Name = 'deleted the bridge'; Do = { Invoke-InHost ip link del "br-$($lab.ShortId)" }; Repaired = 'Bridge lab' }
        @{ Name = 'deleted an interface'; Do = { Invoke-InHost ip link del (Get-CNetEndpoint lab/web).HostInterfaceName }; Repaired = 'Interface lab/web' }
        @{ Name = 'deleted a namespace'; Do = { Invoke-InHost umount "$($testHost.NamespaceDirectory)/web" }; Repaired = 'Sandbox web', 'Interface lab/web' }
        @{ Name = 'deleted the table'; Do = { Invoke-InHost nft delete table inet cnet }; Repaired = 'Firewall inet cnet' }
        @{ Name = 'turned forwarding off'; Do = { Invoke-InHost sysctl -qw net.ipv4.ip_forward=0 }; Repaired = 'Forwarding IPv4' }
    ) {
        # Without the numbers that the kernel gives out, after @if.
        $before = (Get-Kernel) -replace '@if\d+'
        & $Do
        Test-CNetHost -Quiet | Should -BeFalse
        $done = @(Repair-CNetHost)
        $done.Status | Sort-Object -Unique | Should -BeExactly 'Repaired'
        $done | ForEach-Object { "$($_.Name) $($_.Target)" } | Should -BeExactly $Repaired
        Test-CNetHost -Quiet | Should -BeTrue
        (Get-Kernel) -replace '@if\d+' | Should -BeExactly $before
        Test-Ping web 10.1.0.3 | Should -BeTrue
        Test-Ping db 10.1.0.2 | Should -BeTrue
    }

    It 'puts a damaged record into quarantine, under a key that says where it lay' {
        Edit-Record "network/$($lab.Id)" '{ "id": "half'
        $done = Repair-CNetHost
        $done.Target | Should -Contain "network/$($lab.Id)"
        $done.Status | Sort-Object -Unique | Should -BeExactly 'Repaired'
        $kept = sqlite3 "$($testHost.StateDirectory)/state.db" "SELECT value FROM documents WHERE key LIKE 'quarantine/network/%'" | ConvertFrom-Json
        "$($kept.key) $($kept.text)" | Should -BeExactly "network/$($lab.Id) { `"id`": `"half"
        Get-CNetNetwork lab* | Should -BeNullOrEmpty
        (New-CNetNetwork lab -Subnet 10.1.0.0/24).Name | Should -BeExactly 'lab'
        Test-CNetHost -Quiet | Should -BeTrue
    }

    It 'says what could not be put right' {
        Invoke-InHost ip link del (Get-CNetEndpoint lab/web).HostInterfaceName
        Invoke-InSandbox web ip link add eth0 type bridge
        $done = Repair-CNetHost
        "$($done.Status) $($done.Name)" | Should -BeExactly 'Failed Interface'
        $done.Remedy | Should -Match 'could not be put right'
        Get-CNetEndpoint lab/web | Disconnect-CNetSandbox
        Get-CNetEndpoint lab/web | Join-CNetSandbox -Sandbox web | Should -Not -BeNullOrEmpty
    }

    It 'shows with -WhatIf what it would do, and asks with -Confirm' {
        Invoke-InHost nft delete table inet cnet
        Invoke-InHost ip link set "br-$($lab.ShortId)" down
        $before = Get-HostState
        Repair-CNetHost -WhatIf | Should -BeNullOrEmpty
        Invoke-Pwsh 'Repair-CNetHost -WhatIf' | Out-String | Should -Match 'Set the bridge br-\w+ up.+on target "Bridge lab"(.|\n)+Write it anew.+on target "Firewall inet cnet"'
        Get-HostState | Should -BeExactly $before
        Invoke-Pwsh 'Repair-CNetHost -Confirm' 'n', 'y' | Out-String | Should -Match 'Bridge\s+lab\?(.|\n)+Firewall\s+inet\s+cnet\?'
        (Test-CNetHost | Where-Object Repair).Name | Should -BeExactly 'Bridge'
        (Repair-CNetHost -Confirm:$false).Name | Should -BeExactly 'Bridge'
        Test-CNetHost -Quiet | Should -BeTrue
    }

    It 'takes Hosts by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Repair-CNetHost $testHost.Name } }
        @{ Name = 'wildcard'; Do = { Repair-CNetHost host-* } }
        @{ Name = 'piped object'; Do = { Get-CNetHost -Current | Repair-CNetHost } }
        @{ Name = 'object of another process'; Do = { Get-CNetHost -Current | ConvertTo-Deserialized | Repair-CNetHost } }
    ) {
        Invoke-InHost nft delete table inet cnet
        (& $Do).Name | Should -BeExactly 'Firewall'
    }

    It 'repairs the good ones and gives one error for each bad one' {
        Invoke-InHost nft delete table inet cnet
        (Repair-CNetHost nope, $testHost.Name -ErrorAction SilentlyContinue -ErrorVariable errors).Name | Should -BeExactly 'Firewall'
        $errors.FullyQualifiedErrorId | Should -BeExactly 'HostNotFound,CNet.Commands.RepairCNetHostCommand'
    }

    It 'shows how far it is where that takes a while' {
        $delay = [CNet.Commands.RepairCNetHostCommand].Assembly.GetType('CNet.Commands.ProgressDisplay').GetProperty('Delay', [System.Reflection.BindingFlags] 'Static, NonPublic')
        $usual = $delay.GetValue($null)
        $shell = [powershell]::Create()
        Invoke-InHost nft delete table inet cnet
        try {
            $delay.SetValue($null, [timespan]::Zero)
            $null = $shell.AddScript('param($Module) Import-Module $Module; Repair-CNetHost').AddArgument($modulePath).Invoke()
            $shown = $shell.Streams.Progress.Where{ $_.Activity -eq "Repairing Host $($testHost.Name)" }
            $shown.StatusDescription | Should -BeExactly '0 of 1: Firewall inet cnet', 'done'
            $shown[-1].RecordType | Should -Be Completed
        }
        finally {
            $delay.SetValue($null, $usual)
            $shell.Dispose()
        }
        Test-CNetHost -Quiet | Should -BeTrue
    }

    It 'takes null for nothing, not for all' { Assert-NullIsNotAll { Repair-CNetHost $null } }

    It 'says with -Verbose what it does, and completes Hosts' {
        Invoke-InHost ip link set "br-$($lab.ShortId)" down
        (Repair-CNetHost -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }).Message | Should -Contain "ip link set br-$($lab.ShortId) up"
        (Complete "Repair-CNetHost $($testHost.Name)").CompletionText | Should -BeExactly $testHost.Name
    }
}
