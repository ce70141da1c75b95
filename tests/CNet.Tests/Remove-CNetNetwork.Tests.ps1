Describe 'Remove-CNetNetwork' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $lab, $other = New-CNetNetwork lab, other
    }
    AfterEach { Exit-TestHost }

    It 'removes the bridge, its rules and its subnet, and says nothing' {
        Remove-CNetNetwork lab | Should -BeNullOrEmpty
        (Get-CNetNetwork -Unused).Name | Should -BeExactly 'other'
        @(Invoke-InHost ip link; Invoke-InHost nft list ruleset) -join "`n" | Should -Not -Match $lab.ShortId
        (New-CNetNetwork again -Subnet $lab.Subnet).Subnet | Should -BeExactly $lab.Subnet
    }

    It 'leaves nothing in the kernel after the last one' {
        Invoke-InHost cat /proc/sys/net/ipv4/ip_forward | Should -Be 1
        Remove-CNetNetwork lab, other
        Invoke-InHost ip -o link | Should -HaveCount 1
        Invoke-InHost nft list ruleset | Should -BeNullOrEmpty
        Invoke-InHost cat /proc/sys/net/ipv4/ip_forward | Should -Be 0
    }

    It 'takes networks by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Remove-CNetNetwork lab } }
        @{ Name = 'id'; Do = { Remove-CNetNetwork $lab.Id } }
        @{ Name = 'beginning of the id'; Do = { Remove-CNetNetwork $lab.ShortId } }
        @{ Name = 'wildcard'; Do = { Remove-CNetNetwork L?B } }
        @{ Name = 'object'; Do = { Remove-CNetNetwork $lab } }
        @{ Name = 'piped object'; Do = { $lab | Remove-CNetNetwork } }
        @{ Name = 'piped name'; Do = { 'lab' | Remove-CNetNetwork } }
        @{ Name = 'object of another process'; Do = { $lab | ConvertTo-Deserialized | Remove-CNetNetwork } }
    ) {
        & $Do
        (Get-CNetNetwork -Unused).Name | Should -BeExactly 'other'
    }

    It 'is not touched by what is no network: <Name>' -ForEach @(
        @{ Name = 'an endpoint'; What = { $lab | Add-CNetEndpoint web } }
        @{ Name = 'a sandbox'; What = { New-CNetSandbox web } }
        @{ Name = 'an endpoint of another process'; What = { $lab | Add-CNetEndpoint web | ConvertTo-Deserialized } }
        @{ Name = 'properties'; What = { [pscustomobject]@{ Name = 'lab'; Network = 'lab'; Id = $lab.Id } } }
        @{ Name = 'a file'; What = { Get-Item / } }
    ) {
        $thing = & $What
        @(Get-ErrorOf { $thing | Remove-CNetNetwork -Force }).FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,CNet.Commands.RemoveCNetNetworkCommand'
        (Get-CNetNetwork lab, other).Name | Should -BeExactly 'lab', 'other'
    }

    It 'refuses one with endpoints and names them, unless it is forced' {
        $null = $lab | Add-CNetEndpoint web, db
        $null = Join-CNetSandbox -Endpoint web -Sandbox web
        $before = Get-HostState
        Assert-Error { Remove-CNetNetwork lab } NetworkInUse ResourceBusy 'db, web'
        Get-HostState | Should -BeExactly $before
        Remove-CNetNetwork lab -Force
        Get-CNetEndpoint | Should -BeNullOrEmpty
        Get-CNetSandbox | Should -BeNullOrEmpty -Because 'the join made it, and its last endpoint is gone'
        Invoke-InHost ip -o link show type veth | Should -BeNullOrEmpty
    }

    It 'never removes a predefined one' {
        Assert-Error { Remove-CNetNetwork bridge -Force } NetworkPredefined InvalidOperation
        Remove-CNetNetwork * -ErrorVariable errors
        $errors | Should -BeNullOrEmpty -Because 'a wildcard does not mean them'
        (Get-CNetNetwork).Name | Should -BeExactly 'bridge', 'host', 'none'
    }

    It 'removes the good ones and gives one error for each bad one' {
        $null = $other | Add-CNetEndpoint web
        $removed = 'lab', 'nope', 'other', '', 'none' | Remove-CNetNetwork -PassThru -ErrorAction SilentlyContinue -ErrorVariable errors
        $removed.Name | Should -BeExactly 'lab'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'NetworkNotFound', 'NetworkInUse', 'NameInvalid', 'NetworkPredefined'
    }

    It 'does not mind an object that is gone; a name must exist' {
        $lab | Remove-CNetNetwork
        $lab | Remove-CNetNetwork -ErrorVariable errors
        $errors | Should -BeNullOrEmpty
        Assert-Error { Remove-CNetNetwork lab } NetworkNotFound ObjectNotFound
        Remove-CNetNetwork nope*
    }

    It 'does not mind an object of another process that is gone' {
        $copy = $lab | ConvertTo-Deserialized
        $lab | Remove-CNetNetwork
        Get-ErrorOf { $copy | Remove-CNetNetwork } | Should -BeNullOrEmpty
    }

    It 'changes nothing with -WhatIf, and refuses what would be refused' {
        $null = $other | Add-CNetEndpoint web
        $before = Get-HostState
        (Remove-CNetNetwork lab -WhatIf -PassThru).Name | Should -BeExactly 'lab'
        Assert-Error { Remove-CNetNetwork other -WhatIf } NetworkInUse ResourceBusy
        Get-HostState | Should -BeExactly $before
    }

    It 'asks before it removes' {
        Invoke-Pwsh 'Remove-CNetNetwork lab, other -Confirm -PassThru | ForEach-Object Name' 'n', 'y' | Out-String | Should -Match 'Remove network: lab\?(.|\n)+Remove network: other\?(.|\n)+other\s*$'
        (Get-CNetNetwork -Unused).Name | Should -BeExactly 'lab'
        Remove-CNetNetwork lab -Confirm:$false
        Get-CNetNetwork -Unused | Should -BeNullOrEmpty
    }

    It 'says with -Verbose what it does' {
        $texts = (Remove-CNetNetwork lab -Verbose 4>&1).Message
        $texts | Should -Contain "ip link del br-$($lab.ShortId)"
        $texts -match '^nft delete' | Should -Not -BeNullOrEmpty
    }

    It 'stops at the first error with -ErrorAction Stop' {
 { Remove-CNetNetwork none, lab -ErrorAction Stop } | Should -Throw -ErrorId 'NetworkPredefined,CNet.Commands.RemoveCNetNetworkCommand'
        (Get-CNetNetwork lab).Name | Should -BeExactly 'lab'
    }

    It 'does nothing with nothing' {
        @() | Remove-CNetNetwork
        (Get-ErrorOf { Remove-CNetNetwork $null }).FullyQualifiedErrorId | Should -Match '^ParameterArgumentValidationErrorNullNotAllowed'
        (Get-CNetNetwork -Unused).Name | Should -BeExactly 'lab', 'other'
    }
}
