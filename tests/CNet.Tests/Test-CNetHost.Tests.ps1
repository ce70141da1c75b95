Describe 'Test-CNetHost' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    It 'says what is as it should be' {
        $checks = Test-CNetHost
        $checks.Status | Should -Not -Contain 'Failed'
        foreach ($name in 'Privilege', 'Kernel', 'Library', 'KernelBridge', 'KernelVeth', 'KernelNftables', 'State') { ($checks | Where-Object Name -EQ $name).Status | Should -Be Ok -Because $name }
        $checks | ForEach-Object { $_.Message | Should -Not -BeNullOrEmpty }
        Test-CNetHost -Quiet | Should -BeTrue
    }

    It 'lists what differs, the worst first, with what is done about it' {
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $null = $lab | Connect-CNetNetwork -Sandbox web
        Invoke-InHost ip link del "br-$($lab.ShortId)"
        Invoke-InHost nft delete table inet cnet
        Invoke-InHost ip link add vethaaaaaaaaaaa type veth peer name other
        $before = Get-HostState
        $differences = @(Test-CNetHost | Where-Object Repair)
        $differences | ForEach-Object { "$($_.Status) $($_.Name) $($_.Target)" } | Should -BeExactly 'Failed Bridge lab', 'Failed Firewall inet cnet', 'Warning Leftover vethaaaaaaaaaaa'
        $differences.Remedy | Sort-Object -Unique | Should -BeExactly 'Repair-CNetHost'
        Test-CNetHost -Quiet | Should -BeFalse
        Get-HostState | Should -BeExactly $before -Because 'looking changes nothing'
        Invoke-InHost ip link del other
    }

    It 'names who else has a say in what is forwarded: <Name>' -ForEach @(
        @{ Name = 'nftables'; Rules = 'add table inet other; add chain inet other gate { type filter hook forward priority 5; policy drop; }'; Target = 'inet other gate'; Remedy = 'nft insert rule inet other gate' }
        @{ Name = 'as iptables writes it'; Rules = 'add table ip filter; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }'; Target = 'ip filter FORWARD'; Remedy = 'iptables -I FORWARD' }
    ) {
        Invoke-InHost nft $Rules
        $check = Test-CNetHost | Where-Object { $_.Name -eq 'ForeignFirewall' -and $_.Status -eq 'Warning' }
        $check.Target | Should -BeExactly $Target
        $check.Remedy | Should -Match $Remedy
        Test-CNetHost -Quiet | Should -BeTrue -Because 'its rules may let pass what CNet needs'
    }

    It 'names a damaged record, and costs no other' {
        $lab = New-CNetNetwork lab
        $null = New-CNetNetwork other
        Edit-Record "network/$($lab.Id)" '{}'
        (Get-CNetNetwork 3>$null).Name | Should -BeExactly 'bridge', 'host', 'none', 'other'
        (Get-CNetNetwork 3>&1 | Where-Object { $_ -is [System.Management.Automation.WarningRecord] }).Message | Should -Match "network/$($lab.Id)"
        Assert-Error { Get-CNetNetwork lab } StateCorrupt InvalidData
        (Test-CNetHost | Where-Object Name -EQ Record).Target | Should -BeExactly "network/$($lab.Id)"
    }

    It 'says so where the whole state is damaged' {
        $null = New-CNetNetwork lab
        Set-Content "$($testHost.StateDirectory)/state.db" ('no state ' * 1000)
        Remove-Item "$($testHost.StateDirectory)/state.db-*"
        $answer = Invoke-Pwsh 'Test-CNetHost | Where-Object Name -eq StateFile | ForEach-Object { $_.Status; $_.Message; $_.Remedy }; Test-CNetHost -Quiet'
        $answer[0] | Should -BeExactly 'Failed'
        $answer[1] | Should -Match 'damaged'
        $answer[2] | Should -Match 'Repair-CNetHost'
        $answer[3] | Should -BeExactly 'False'
    }

    It 'takes Hosts by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Test-CNetHost $testHost.Name } }
        @{ Name = 'wildcard'; Do = { Test-CNetHost host-* } }
        @{ Name = 'piped object'; Do = { Get-CNetHost -Current | Test-CNetHost } }
        @{ Name = 'piped name'; Do = { $testHost.Name | Test-CNetHost } }
        @{ Name = 'object of another process'; Do = { Get-CNetHost -Current | ConvertTo-Deserialized | Test-CNetHost } }
        @{ Name = 'nothing: the one in use'; Do = { Test-CNetHost } }
    ) {
        (& $Do | Where-Object Name -EQ State).Target | Should -BeExactly $testHost.Name
    }

    It 'gives one error for each bad one, and tests the good ones' {
        Test-CNetHost nope, $testHost.Name -Quiet -ErrorAction SilentlyContinue -ErrorVariable errors | Should -BeTrue
        $errors.FullyQualifiedErrorId | Should -BeExactly 'HostNotFound,CNet.Commands.TestCNetHostCommand'
    }

    It 'takes null for nothing, not for all' { Assert-NullIsNotAll { Test-CNetHost $null } }

    It 'works for whoever is not root as far as the kernel allows, and says so' {
        $directory = New-Item (Join-Path ([IO.Path]::GetTempPath()) "cnet-nobody-$PID") -ItemType Directory
        try {
            Copy-Item (Split-Path $modulePath) $directory -Recurse
            chmod -R a+rX $directory
            $answers = env -u CNET_HOST "CNET_STATE=$directory/state" "CNET_RUN=$directory/run" "HOME=$directory" setpriv --reuid=65534 --regid=65534 --clear-groups `
                pwsh -NoProfile -Command "Import-Module '$directory/CNet/CNet.psd1'; Test-CNetHost -Quiet; Test-CNetHost | ForEach-Object { `"`$(`$_.Status) `$(`$_.Name) `$(`$_.Remedy -match 'sudo')`" }" 2>&1
        }
        finally { Remove-Item $directory -Recurse -Force }
        $answers[0, 1] | Should -BeExactly 'False', 'Failed Privilege True'
        $answers | Should -Contain 'Warning KernelFeatures True'
        $answers | Should -Contain 'Ok Kernel False'
        $answers | Should -Contain 'Ok Library False'
    }

    It 'has views that say what was found' {
        $null = New-CNetNetwork lab
        Invoke-InHost nft delete table inet cnet
        $firewall = Test-CNetHost | Where-Object Name -EQ Firewall
        ($firewall | Format-Table | Out-String -Width 300).Trim() | Should -Match 'Status\s+Name\s+Target\s+Message(.|\n)+Failed\s+Firewall\s+inet cnet\s+The nftables table .+ gone\. Repair-CNetHost: write it anew\.'
        $firewall | Format-List | Out-String | Should -Match 'Repair\s+: write it anew'
        $firewall | Format-Wide | Out-String | Should -Match 'Failed Firewall'
        "$firewall" | Should -BeExactly "Failed Firewall inet cnet: $($firewall.Message)"
    }

    It 'completes Hosts' { (Complete "Test-CNetHost $($testHost.Name)").CompletionText | Should -BeExactly $testHost.Name }
}
