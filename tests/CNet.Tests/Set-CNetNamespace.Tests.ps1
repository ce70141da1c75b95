Describe 'Set-CNetNamespace' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $one, $two = New-CNetNamespace one, two
    }
    AfterEach { Exit-TestHost }

    It 'gives an id by <Name>, which ip netns knows too' -ForEach @(
        @{ Name = 'name'; Do = { Set-CNetNamespace one -Nsid 4711 } }
        @{ Name = 'path'; Do = { Set-CNetNamespace $one.Path -Nsid 4711 } }
        @{ Name = 'wildcard'; Do = { Set-CNetNamespace O* -Nsid 4711 } }
        @{ Name = 'piped object'; Do = { $one | Set-CNetNamespace -Nsid 4711 } }
        @{ Name = 'piped name'; Do = { 'one' | Set-CNetNamespace -Nsid 4711 } }
        @{ Name = 'object of another process'; Do = { $one | ConvertTo-Deserialized | Set-CNetNamespace -Nsid '4711' } }
    ) {
        & $Do | Should -BeNullOrEmpty
        Invoke-InHost ip netns list-id | Should -BeExactly 'nsid 4711 '
        (Get-CNetNamespace one).Nsid | Should -Be 4711
        (Get-CNetNamespace two).Nsid | Should -BeNullOrEmpty
    }

    It 'gives each a free id with auto, and leaves one that has one' {
        $null = Set-CNetNamespace one -Nsid 0
        $both = Set-CNetNamespace * -Nsid Auto -PassThru
        $both.Name | Should -BeExactly 'one', 'two'
        $both.Nsid | Should -Be 0, 1
        (Set-CNetNamespace two -Nsid 1 -PassThru).Nsid | Should -Be 1 -Because 'it has that id'
        (Get-CNetNamespace).Nsid | Should -Be 0, 1
    }

    It 'says what keeps the kernel from it' {
        $null = Set-CNetNamespace one -Nsid 5
        Assert-Error { Set-CNetNamespace one -Nsid 6 } NamespaceIdInUse ResourceExists "'one' has the id 5"
        Assert-Error { Set-CNetNamespace two -Nsid 5 } NamespaceIdInUse ResourceExists "belongs to another network namespace than 'two'"
        Assert-Error { Set-CNetNamespace two -Nsid 5 -WhatIf } NamespaceIdInUse ResourceExists
        foreach ($bad in '-1', 'x', '', 1.5) { Assert-Error { Set-CNetNamespace two -Nsid $bad } OptionInvalid InvalidArgument }
        (Get-CNetNamespace).Nsid | Where-Object { $null -ne $_ } | Should -Be 5
    }

    It 'sets the good ones and gives one error for each bad one' {
        $set = Set-CNetNamespace one, nope, two -Nsid auto -PassThru -ErrorAction SilentlyContinue -ErrorVariable errors
        $set.Name | Should -BeExactly 'one', 'two'
        $errors.FullyQualifiedErrorId | Should -BeExactly 'NamespaceNotFound,CNet.Commands.SetCNetNamespaceCommand'
    }

    It 'changes nothing with -WhatIf, and asks with -Confirm' {
        (Set-CNetNamespace one -Nsid 5 -WhatIf -PassThru).Nsid | Should -Be 5
        Get-CNetNamespace | Where-Object Nsid -NE $null | Should -BeNullOrEmpty
        Invoke-Pwsh 'Set-CNetNamespace one, two -Nsid auto -Confirm' 'n', 'y' | Out-String | Should -Match 'to auto: one\?(.|\n)+to auto: two\?'
        (Get-CNetNamespace | Where-Object Nsid -NE $null).Name | Should -BeExactly 'two'
        Set-CNetNamespace one -Nsid 5 -Confirm:$false
        (Get-CNetNamespace one).Nsid | Should -Be 5
        Invoke-Pwsh 'New-CNetNamespace three -WhatIf | Set-CNetNamespace -Nsid 9' | Should -HaveCount 2
    }

    It 'says with -Verbose what it does, and completes names' {
        (Set-CNetNamespace one -Nsid 5 -Verbose 4>&1).Message | Should -Contain 'ip netns set one 5'
        (Set-CNetNamespace two -Nsid auto -Verbose 4>&1).Message | Should -Contain 'ip netns set two auto'
        (Complete 'Set-CNetNamespace ').CompletionText -notlike '*:*' | Should -BeExactly 'one', 'two'
    }
}
