Describe 'Get-CNetNetwork' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    It 'lists all in the natural order of their names' {
        $null = New-CNetNetwork net10, net2, net1
        (Get-CNetNetwork).Name | Should -BeExactly 'bridge', 'host', 'net1', 'net2', 'net10', 'none'
    }

    It 'always has the predefined ones, without a device before they are used' {
        $networks = Get-CNetNetwork
        $networks.ForEach{ "$($_.Name) $($_.Driver) $($_.Predefined)" } | Should -BeExactly 'bridge bridge True', 'host host True', 'none null True'
        $networks[0].Subnet | Should -BeExactly '172.17.0.0/16'
        Invoke-InHost ip -o link | Should -HaveCount 1
    }

    Context 'which ones' {
        BeforeEach { $lab, $labor = New-CNetNetwork lab, labor }

        It 'finds one by <Name>' -ForEach @(
            @{ Name = 'name'; Text = { 'lab' } }
            @{ Name = 'id'; Text = { $lab.Id } }
            @{ Name = 'short id'; Text = { $lab.ShortId } }
            @{ Name = 'object'; Text = { $lab } }
            @{ Name = 'object that came back from another process'; Text = { $lab | ConvertTo-Deserialized } }
        ) {
            (Get-CNetNetwork (& $Text)).Id | Should -BeExactly $lab.Id
            (& $Text | Get-CNetNetwork).Id | Should -BeExactly $lab.Id
        }

        It 'finds one by four digits of its id, and not by three' {
            (Get-CNetNetwork $lab.Id.Substring(0, 8)).Name | Should -BeExactly 'lab'
            Assert-Error { Get-CNetNetwork $lab.Id.Substring(0, 3) } NetworkNotFound ObjectNotFound
        }

        It 'prefers a name to the beginning of an id' {
            $named = New-CNetNetwork -Name $lab.Id.Substring(0, 6)
            (Get-CNetNetwork $named.Name).Id | Should -BeExactly $named.Id
        }

        It 'takes wildcards in any case, and names exactly as they are' {
            (Get-CNetNetwork LAB*).Name | Should -BeExactly 'lab', 'labor'
            (Get-CNetNetwork '[lb]*').Name | Should -BeExactly 'bridge', 'lab', 'labor'
            Assert-Error { Get-CNetNetwork LAB } NetworkNotFound ObjectNotFound
            Get-CNetNetwork nope* | Should -BeNullOrEmpty
        }

        It 'takes a name with wildcards as a name where there is such a network' {
            $null = New-CNetNetwork 'l*'
            (Get-CNetNetwork 'l*').Name | Should -BeExactly 'l*'
        }

        It 'finds the good ones and gives one error for each bad one' {
            $found = 'lab', '', 'nope', 'labor' | Get-CNetNetwork -ErrorAction SilentlyContinue -ErrorVariable errors
            $found.Name | Should -BeExactly 'lab', 'labor'
            $errors.FullyQualifiedErrorId | Should -BeExactly 'NameInvalid,CNet.Commands.GetCNetNetworkCommand', 'NetworkNotFound,CNet.Commands.GetCNetNetworkCommand'
            $errors.TargetObject | Should -BeExactly '', 'nope'
        }

        It 'stops at the first error with -ErrorAction Stop' {
 { Get-CNetNetwork nope, lab -ErrorAction Stop } | Should -Throw -ErrorId 'NetworkNotFound,CNet.Commands.GetCNetNetworkCommand'
        }

        It 'finds nothing for nothing' {
            Get-CNetNetwork @() | Should -BeNullOrEmpty
            @() | Get-CNetNetwork | Should -BeNullOrEmpty
        }

        It 'does not take null for all' {
            Assert-NullIsNotAll { Get-CNetNetwork $null }
            @(Get-ErrorOf { $null | Get-CNetNetwork }).FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentValidationError,CNet.Commands.GetCNetNetworkCommand'
        }

        It 'reads a network again that is piped' {
            $null = $lab | Add-CNetEndpoint web
            ($lab | Get-CNetNetwork).EndpointCount | Should -Be 1
            Remove-CNetNetwork lab -Force
            Assert-Error { $lab | Get-CNetNetwork } NetworkNotFound ObjectNotFound
        }
    }

    Context 'of what is on them, and how they are' {
        BeforeEach {
            $null = New-CNetNetwork front -Label role=front, team=blue
            $null = New-CNetNetwork back -Label @{ role = 'back' }
            $null = Connect-CNetNetwork front web
            $null = Connect-CNetNetwork back web
        }

        It 'gives the networks of endpoints' {
            (Get-CNetEndpoint -Network back | Get-CNetNetwork).Name | Should -BeExactly 'back'
            (Get-CNetNetwork -Endpoint front/web, back/web).Name | Should -BeExactly 'front', 'back'
            (Get-CNetEndpoint | ConvertTo-Deserialized | Get-CNetNetwork).Name | Should -BeExactly 'back', 'front'
            Assert-Error { Get-CNetNetwork -Endpoint nope } EndpointNotFound ObjectNotFound
        }

        It 'gives the networks of sandboxes' {
            (Get-CNetSandbox web | Get-CNetNetwork).Name | Should -BeExactly 'front', 'back' -Because 'they were joined in this order'
            (Get-CNetNetwork -Sandbox w*).Name | Should -BeExactly 'front', 'back'
            (Get-CNetNetwork -Sandbox web -Label role=back).Name | Should -BeExactly 'back'
            Assert-Error { Get-CNetNetwork -Sandbox nope } SandboxNotFound ObjectNotFound
        }

        It 'selects by label: <Name>' -ForEach @(
            @{ Name = 'a key'; Label = 'role'; Expected = 'back', 'front' }
            @{ Name = 'a key and a value'; Label = 'role=back'; Expected = 'back' }
            @{ Name = 'several'; Label = 'role', 'team=blue'; Expected = 'front' }
            @{ Name = 'a hashtable'; Label = @{ role = 'front'; team = 'blue' }; Expected = 'front' }
            @{ Name = 'another value'; Label = @{ role = 'other' }; Expected = $null }
        ) {
            (Get-CNetNetwork -Label $Label).Name | Should -BeExactly $Expected
        }

        It 'selects by driver' {
            (Get-CNetNetwork -Driver host, null).Name | Should -BeExactly 'host', 'none'
            Get-CNetNetwork -Driver nope | Should -BeNullOrEmpty
        }

        It 'selects by id: its beginning, or any part with wildcards' {
            $front, $back = Get-CNetNetwork front, back
            (Get-CNetNetwork -Id $front.Id).Name | Should -BeExactly 'front'
            (Get-CNetNetwork -Id $front.ShortId.ToUpperInvariant(), $back.ShortId).Name | Should -BeExactly 'back', 'front'
            (Get-CNetNetwork -Id "*$($back.Id.Substring(30, 20))*").Name | Should -BeExactly 'back'
            Get-CNetNetwork -Id $front.Id.Substring(1) | Should -BeNullOrEmpty -Because 'it does not begin like that'
            Get-CNetNetwork front -Id $back.Id | Should -BeNullOrEmpty -Because 'all that is asked for must fit'
            (Get-CNetSandbox web | Get-CNetNetwork -Id $back.ShortId).Name | Should -BeExactly 'back'
            Assert-NullIsNotAll { Get-CNetNetwork -Id $null }
            (Complete 'Get-CNetNetwork -Id ').CompletionText | Sort-Object | Should -BeExactly ((Get-CNetNetwork).ShortId | Sort-Object)
        }

        It 'selects by scope' {
            (Get-CNetNetwork -Scope Local).Name | Should -BeExactly (Get-CNetNetwork).Name
            (Get-CNetNetwork -Scope Local, Global).Name | Should -BeExactly (Get-CNetNetwork).Name
            Get-CNetNetwork -Scope Global | Should -BeNullOrEmpty
            Assert-NullIsNotAll { Get-CNetNetwork -Scope $null }
            (Complete 'Get-CNetNetwork -Scope ').CompletionText | Should -BeExactly 'Global', 'Local'
        }

        It 'selects those without endpoints, never the predefined ones' {
            $null = New-CNetNetwork idle
            (Get-CNetNetwork -Unused).Name | Should -BeExactly 'idle'
            Disconnect-CNetNetwork front web
            (Get-CNetNetwork -Unused).Name | Should -BeExactly 'front', 'idle'
        }
    }

    It 'shows a table, a list and a wide view' {
        $network = New-CNetNetwork lab -Subnet 10.1.0.0/24, fd00:1::/64 -Label team=blue -Option enable_icc=false
        $table = $network | Format-Table | Out-String -Width 200
        $table | Should -Match 'Name +Driver +Subnet +Gateway +Endpoints +Id'
        $table | Should -Match "lab +bridge +10\.1\.0\.0/24, fd00:1::/64 +10\.1\.0\.1, fd00:1::1 +0 +$($network.ShortId)"
        $network | Format-List | Out-String | Should -Match '(?s)Options +: com\.docker\.network\.bridge\.enable_icc=false.*Labels +: team=blue'
        $network | Format-Wide | Out-String | Should -Match '^\s+lab\s+$'
        $network | Out-String -Width 30 | Should -Match 'lab' -Because 'it fits a narrow console'
        $network | ConvertTo-Deserialized | Out-String -Width 200 | Should -Match 'lab +bridge +10\.1\.0\.0/24'
    }

    It 'completes names, quoted where they need it' {
        $null = New-CNetNetwork 'test@#$', 'a b', "it's", 'net/with/slash', 'lab'
        $completions = Complete 'Get-CNetNetwork '
        $completions.ListItemText | Should -BeExactly 'a b', 'bridge', 'host', "it's", 'lab', 'net/with/slash', 'none', 'test@#$'
        foreach ($completion in $completions) { (& ([scriptblock]::Create("Get-CNetNetwork $($completion.CompletionText)"))).Name | Should -BeExactly $completion.ListItemText }
        (Complete 'Get-CNetNetwork LA').CompletionText | Should -BeExactly 'lab'
        (Complete "Get-CNetNetwork 'te").ListItemText | Should -BeExactly 'test@#$'
        (Complete 'Get-CNetNetwork lab, br').CompletionText | Should -BeExactly 'bridge'
        (Complete 'Get-CNetNetwork lab').ToolTip | Should -Match '^bridge 172\.18\.\d+\.0/24, 0 endpoints$'
        (Complete 'Get-CNetNetwork -Driver ').CompletionText | Should -BeExactly 'bridge', 'host', 'null'
    }

    It 'quotes a name that begins with a hyphen' {
        $null = New-CNetNetwork -Name '-dash'
        (& ([scriptblock]::Create("Get-CNetNetwork $((Complete 'Get-CNetNetwork ')[0].CompletionText)"))).Name | Should -BeExactly '-dash'
    }
}
