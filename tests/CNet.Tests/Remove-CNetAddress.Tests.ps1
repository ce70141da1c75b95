Describe 'Remove-CNetAddress' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $null = $lab | Add-CNetEndpoint web
        $vm, $tv = Request-CNetAddress lab -Name vm, tv
    }
    AfterEach { Exit-TestHost }

    It 'gives back addresses by <Name>, and says nothing' -ForEach @(
        @{ Name = 'text'; Do = { Remove-CNetAddress 10.1.0.3 } }
        @{ Name = 'piped text'; Do = { '10.1.0.3' | Remove-CNetAddress } }
        @{ Name = 'wildcard'; Do = { Remove-CNetAddress *.3 } }
        @{ Name = 'object'; Do = { $vm | Remove-CNetAddress } }
        @{ Name = 'object of another process'; Do = { $vm | ConvertTo-Deserialized | Remove-CNetAddress } }
    ) {
        & $Do | Should -BeNullOrEmpty
        (Get-CNetAddress -Kind Requested).Name | Should -BeExactly 'tv'
        "$(Request-CNetAddress lab)" | Should -BeExactly '10.1.0.3'
    }

    It 'leaves what is held otherwise to its holder' {
        Assert-Error { Remove-CNetAddress 10.1.0.2 } AddressInUse ResourceBusy "endpoint 'web' on network 'lab'"
        Assert-Error { Remove-CNetAddress 10.1.0.1 -WhatIf } AddressInUse ResourceBusy "the gateway of network 'lab'"
        Remove-CNetAddress *
        (Get-CNetAddress -Network lab).Kind | Should -BeExactly 'Gateway', 'Endpoint'
    }

    It 'does not mind an object that is gone, nor take the next one''s; an address must be held' {
        $copy = $vm | ConvertTo-Deserialized
        $vm | Remove-CNetAddress
        Get-ErrorOf { $vm, $copy | Remove-CNetAddress } | Should -BeNullOrEmpty
        Assert-Error { Remove-CNetAddress 10.1.0.3 } AddressNotFound ObjectNotFound
        $null = Request-CNetAddress lab -Name next
        $vm, $copy | Remove-CNetAddress
        Assert-Error { $copy | Get-CNetAddress } AddressNotFound ObjectNotFound 'somebody else'
        (Get-CNetAddress 10.1.0.3).Name | Should -BeExactly 'next'
    }

    It 'changes nothing with -WhatIf, and asks with -Confirm' {
        (Remove-CNetAddress 10.1.0.3 -WhatIf -PassThru).Name | Should -BeExactly 'vm'
        Invoke-Pwsh 'Remove-CNetAddress 10.1.0.3, 10.1.0.4 -Confirm' n, y | Out-String | Should -Match 'Give back address of network lab: 10\.1\.0\.3\?'
        (Get-CNetAddress -Kind Requested).Name | Should -BeExactly 'vm'
    }

    It 'completes what can be given back' {
        (Complete 'Remove-CNetAddress ').CompletionText | Should -BeExactly '10.1.0.3', '10.1.0.4'
    }
}
