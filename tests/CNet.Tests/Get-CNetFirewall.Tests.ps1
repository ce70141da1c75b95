Describe 'Get-CNetFirewall' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $null = $lab | Connect-CNetNetwork -Sandbox web -Publish 8080:80
        $null = New-CNetNetwork inner -Subnet 10.2.0.0/24 -Internal | Connect-CNetNetwork -Sandbox db
    }
    AfterEach { Exit-TestHost }

    It 'lists what is open to whom, and why' {
        Get-CNetFirewall lab | ForEach-Object { "$_" } | Should -BeExactly @(
            "Allow anywhere $([char]0x2192) endpoint lab/web 80/tcp via 0.0.0.0:8080"
            "Allow anywhere $([char]0x2192) endpoint lab/web 80/tcp via [::]:8080"
            "Allow network lab $([char]0x2192) network lab"
            "Allow network lab $([char]0x2192) anywhere"
            "Drop anywhere $([char]0x2192) network lab"
        )
        (Get-CNetFirewall inner).Reason | Should -Contain 'the network is internal'
        (Get-CNetFirewall).State | Sort-Object -Unique | Should -Be 'Active'
    }

    It 'is all that is in the table' {
        $listed = foreach ($object in (Invoke-InHost nft -j list table inet cnet | ConvertFrom-Json -AsHashtable).nftables) {
            $set = $object.set ?? $object.map
            if ($set.elem) { @($set.elem).Count }
        }
        (Get-CNetFirewall).Element | Sort-Object -Unique | Should -HaveCount ($listed | Measure-Object -Sum).Sum
    }

    It 'selects by <Name>' -ForEach @(
        @{ Name = 'network'; Do = { Get-CNetNetwork lab | Get-CNetFirewall }; Count = 5 }
        @{ Name = 'wildcard'; Do = { Get-CNetFirewall in* }; Count = 3 }
        @{ Name = 'endpoint'; Do = { Get-CNetEndpoint web | Get-CNetFirewall }; Count = 2 }
        @{ Name = 'state'; Do = { Get-CNetFirewall -State Missing, Foreign }; Count = 0 }
    ) {
        @(& $Do) | Should -HaveCount $Count
    }

    It 'shows what somebody changed' {
        Invoke-InHost nft delete element inet cnet port4 '{ tcp . 8080 }'
        Invoke-InHost nft add element inet cnet open4 '{ 10.1.0.2 . tcp . 22 }'
        (Get-CNetFirewall -State Missing).Via | Should -BeExactly '0.0.0.0:8080'
        (Get-CNetFirewall -State Foreign).Element | Should -BeExactly 'open4 { 10.1.0.2 . tcp . 22 }'
        $null = Repair-CNetHost
        Get-CNetFirewall -State Missing, Foreign | Should -BeNullOrEmpty
    }

    It 'shows a table, a list and a wide view' {
        Get-CNetFirewall | Format-Table | Out-String -Width 200 | Should -Match '(?s)Action +From +To +Port +Via +State +Reason.+Allow +anywhere +endpoint lab/web +80/tcp +0\.0\.0\.0:8080 +Active +published'
        Get-CNetFirewall lab | Format-List | Out-String | Should -Match '(?s)Via +: 0\.0\.0\.0:8080.+Element +: port4'
        Get-CNetFirewall lab | Format-Wide | Out-String | Should -Match 'Drop anywhere'
    }

    It 'refuses networks that are not there' {
        Assert-Error { Get-CNetFirewall nowhere } NetworkNotFound ObjectNotFound
        Assert-NullIsNotAll { Get-CNetFirewall $null }
    }
}
