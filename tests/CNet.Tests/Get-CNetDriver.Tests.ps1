Describe 'Get-CNetDriver' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    It 'lists the drivers' {
        $drivers = Get-CNetDriver
        $drivers.Name | Should -BeExactly 'bridge', 'host', 'null'
        $drivers.ForEach{ $_.Scope } | Should -Be Local, Local, Local
        $drivers.Summary | Should -Not -BeNullOrEmpty
    }

    It 'finds one by <Name>' -ForEach @(
        @{ Name = 'name'; Text = 'bridge'; Expected = 'bridge' }
        @{ Name = 'names'; Text = 'null', 'host'; Expected = 'null', 'host' }
        @{ Name = 'wildcard'; Text = 'B*'; Expected = 'bridge' }
        @{ Name = 'wildcard that fits nothing'; Text = 'x*'; Expected = $null }
    ) {
        (Get-CNetDriver $Text).Name | Should -BeExactly $Expected
    }

    It 'finds the good ones and names those there are for each bad one' {
        $found = Get-CNetDriver nope, bridge -ErrorAction SilentlyContinue -ErrorVariable errors
        $found.Name | Should -BeExactly 'bridge'
        $errors.FullyQualifiedErrorId | Should -BeExactly 'DriverNotFound,CNet.Commands.GetCNetDriverCommand'
        Assert-Error { Get-CNetDriver nope } DriverNotFound ObjectNotFound
        $errors.ErrorDetails.RecommendedAction | Should -Match 'bridge, host, null'
 { Get-CNetDriver nope -ErrorAction Stop } | Should -Throw -ErrorId 'DriverNotFound,CNet.Commands.GetCNetDriverCommand'
    }

    It 'takes names and drivers from the pipeline' {
        ('bridge', 'null' | Get-CNetDriver).Name | Should -BeExactly 'bridge', 'null'
        (Get-CNetDriver b* | Get-CNetDriver).Name | Should -BeExactly 'bridge'
    }

    It 'describes the options as the cmdlets take them' {
        foreach ($option in (Get-CNetDriver bridge).Options.Where{ $_.Target -eq 'Network' -and $null -ne $_.Default }) {
            (New-CNetNetwork lab -Option @{ $option.ShortName = $option.Default }).Options[$option.Name] | Should -BeExactly $option.Default
            Remove-CNetNetwork lab
        }
    }

    It 'shows a table, a list and a wide view, and a table of options' {
        Get-CNetDriver | Format-Table | Out-String -Width 200 | Should -Match '(?s)Name +Scope +Options.+bridge +Local +name, enable_ip_masquerade, enable_icc'
        Get-CNetDriver bridge | Format-List | Out-String -Width 200 | Should -Match '(?s)Summary +:.+com\.docker\.network\.bridge\.enable_icc \(Network, Boolean, default true\)'
        Get-CNetDriver bridge | Format-Wide | Out-String | Should -Match '\bbridge\b'
        (Get-CNetDriver bridge).Options | Out-String -Width 200 | Should -Match '(?s)Name +Target +Type +Default +Description.+mtu +Network +Integer +1500'
    }

    It 'completes names' {
        (Complete 'Get-CNetDriver ').CompletionText | Should -BeExactly 'bridge', 'host', 'null'
        (Complete 'Get-CNetDriver N').CompletionText | Should -BeExactly 'null'
    }
}
