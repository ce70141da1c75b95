Describe 'New-CNetIPAddress' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab | Connect-CNetNetwork -Sandbox web, db
    }
    AfterEach { Exit-TestHost }

    It 'gives an interface addresses' {
        $made = New-CNetIPAddress 10.9.1.1/16, 10.9.2.1 v1 -PrefixLength 16 -Namespace blue
        "$made $($made.InterfaceName) $($made.Namespace)" | Should -BeExactly '10.9.1.1/16 10.9.2.1/16 v1 v1 blue blue'
        (Invoke-InSandbox blue ip -j -4 addr show dev v1 | ConvertFrom-Json).addr_info.ForEach{ "$($_.local)/$($_.prefixlen)" } | Should -Be '10.9.0.1/24', '10.9.1.1/16', '10.9.2.1/16'
    }

    It 'gives all that belongs to one' {
        $null = New-CNetIPAddress 10.9.1.1/30 v1 -PeerAddress 10.9.1.6 -Broadcast 10.9.1.7 -Label v1:x -Scope link -ValidLifetime 1h -PreferredLifetime 10m -SkipPrefixRoute -Namespace blue
        $seen = (Invoke-InSandbox blue ip -j -4 addr show dev v1 | ConvertFrom-Json).addr_info.Where{ $_.local -eq '10.9.1.1' }
        "$($seen.address) $($seen.broadcast) $($seen.label) $($seen.scope) $($seen.noprefixroute)" | Should -BeExactly '10.9.1.6 10.9.1.7 v1:x link True'
        $seen.valid_life_time | Should -BeGreaterThan 3500
        $seen.preferred_life_time | Should -BeLessOrEqual 600
        (New-CNetIPAddress fd00::9/64 v1 -SkipDuplicateDetection -Namespace blue).State | Should -Be Permanent
    }

    It 'takes sandboxes and interfaces from the pipeline' {
        (Get-CNetSandbox web | New-CNetIPAddress 10.1.0.77/24 eth0).Sandbox | Should -BeExactly 'web'
        (Get-CNetInterface v1, v2 -Namespace blue | New-CNetIPAddress 10.8.0.1/24).InterfaceName | Should -BeExactly 'v2', 'v1'
    }

    It 'does nothing with -WhatIf, and shows what would be' {
        $before = Invoke-InSandbox blue ip addr show
        $foreseen = New-CNetIPAddress 10.9.1.1/24 v1 -Namespace blue -WhatIf
        "$foreseen $($foreseen.IsPreview)" | Should -BeExactly '10.9.1.1/24 True'
        $foreseen | Remove-CNetIPAddress
        Invoke-InSandbox blue ip addr show | Should -BeExactly $before
    }

    It 'says the command that is equivalent' {
        New-CNetIPAddress 10.9.1.1/24 v1 -Namespace blue -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Select-Object -Last 1 |
            Should -BeExactly 'ip -n blue addr add 10.9.1.1/24 dev v1'
    }

    It 'refuses what another endpoint of the network holds, and its gateway' {
        Assert-Error { New-CNetIPAddress 10.1.0.3/24 eth0 -Sandbox web } AddressInUse ResourceBusy "endpoint 'lab/db'"
        Assert-Error { New-CNetIPAddress 10.1.0.3/24 br-lab } AddressInUse ResourceBusy "endpoint 'lab/db'"
        Assert-Error { New-CNetIPAddress 10.1.0.1/24 eth0 -Sandbox web } AddressInUse ResourceBusy "network 'lab'"
        (New-CNetIPAddress 10.1.0.3/24 v1 -Namespace blue).IPAddress | Should -BeExactly '10.1.0.3'
    }

    It 'refuses two lengths for one address' {
        Assert-Error { New-CNetIPAddress 10.9.1.1/24 v1 -PrefixLength 25 -Namespace blue } OptionInvalid InvalidArgument '24 bits.*25'
        Get-CNetIPAddress 10.9.1.* -Namespace blue | Should -BeNullOrEmpty
    }

    It 'gives one error for each that cannot be' {
        (New-CNetIPAddress 10.9.0.1/24, 10.9.1.1/24, 224.0.0.1/4 v1 -Namespace blue -ErrorAction SilentlyContinue -ErrorVariable errors).IPAddress | Should -BeExactly '10.9.1.1'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'AddressInUse', 'AddressInvalid'
        Assert-Error { New-CNetIPAddress 10.9.1.2/24 nope -Namespace blue } InterfaceNotFound ObjectNotFound
        Assert-Error { New-CNetIPAddress 10.9.1.2/x v1 -Namespace blue } AddressInvalid InvalidArgument
    }
}
