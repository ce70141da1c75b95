Describe 'Remove-CNetHost' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        function Get-NameOfOther { (Get-CNetHost).Name.Where{ $_ -notin 'machine', $testHost.Name } }
    }
    BeforeEach {
        Enter-TestHost
        $alpha, $beta = New-CNetHost alpha, beta
    }
    AfterEach {
        Remove-CNetHost alpha*, beta* -Force
        Exit-TestHost
    }

    It 'removes all that is in it' {
        $null = Use-CNetHost alpha { New-CNetNetwork lab | Connect-CNetNetwork -Sandbox web }
        Remove-CNetHost alpha | Should -BeNullOrEmpty
        Test-Path (Split-Path $alpha.StateDirectory) | Should -BeFalse
        Get-Content /proc/self/mountinfo | Where-Object { $_ -match '/hosts/alpha/' } | Should -BeNullOrEmpty
    }

    It 'takes Hosts by <Name>' -ForEach @(
        @{ Name = 'name'; Do = { Remove-CNetHost alpha } }
        @{ Name = 'wildcard'; Do = { Remove-CNetHost ALPH? } }
        @{ Name = 'object'; Do = { Remove-CNetHost $alpha } }
        @{ Name = 'piped object'; Do = { $alpha | Remove-CNetHost } }
        @{ Name = 'piped name'; Do = { 'alpha' | Remove-CNetHost } }
        @{ Name = 'object of another process'; Do = { $alpha | ConvertTo-Deserialized | Remove-CNetHost } }
    ) {
        & $Do
        Get-NameOfOther | Should -BeExactly 'beta'
    }

    It 'leaves processes whose namespace has only a name in the Host' {
        $stranger = Start-Process unshare -ArgumentList '--net', 'sleep', '60' -PassThru
        try {
            Wait-Until { (Get-Item "/proc/$($stranger.Id)/ns/net").LinkTarget -ne (Get-Item /proc/self/ns/net).LinkTarget }
            Use-CNetHost alpha {
                $null = New-CNetNamespace named -ProcessId $stranger.Id
                $null = New-CNetNamespace machine -ProcessId $PID
            }
            Remove-CNetHost alpha -Force
            $stranger.HasExited | Should -BeFalse
        }
        finally { $stranger.Kill() }
    }

    It 'refuses one that holds processes and names them; -Force ends them' {
        $process = Use-CNetHost alpha {
            $null = New-CNetSandbox web
            Start-Sleeper web
        }
        Assert-Error { Remove-CNetHost alpha } HostInUse ResourceBusy "sleep \($process\)"
        Remove-CNetHost alpha -Force
        Wait-Until { -not (Get-Process -Id $process -ErrorAction Ignore) }
        Get-NameOfOther | Should -BeExactly 'beta'
    }

    It 'never removes this machine' {
        Assert-Error { Remove-CNetHost machine -Force } HostInUse ResourceBusy
        Remove-CNetHost m* -ErrorVariable errors
        $errors | Should -BeNullOrEmpty
    }

    It 'removes the good ones and gives one error for each bad one' {
        $removed = Remove-CNetHost alpha, nope, machine, beta -PassThru -ErrorAction SilentlyContinue -ErrorVariable errors
        $removed.Name | Should -BeExactly 'alpha', 'beta'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -BeExactly 'HostNotFound', 'HostInUse'
 { Remove-CNetHost nope -ErrorAction Stop } | Should -Throw -ErrorId 'HostNotFound,CNet.Commands.RemoveCNetHostCommand'
    }

    It 'does not mind an object that is gone; a name must exist' {
        $alpha | Remove-CNetHost
        Get-ErrorOf { $alpha | Remove-CNetHost } | Should -BeNullOrEmpty
        Assert-Error { Remove-CNetHost alpha } HostNotFound ObjectNotFound
        Remove-CNetHost nope*
    }

    It 'does not mind an object of another process that is gone' {
        $copy = $alpha | ConvertTo-Deserialized
        $alpha | Remove-CNetHost
        Get-ErrorOf { $copy | Remove-CNetHost } | Should -BeNullOrEmpty
    }

    It 'can be made anew under the same name' {
        $null = Use-CNetHost alpha { New-CNetNetwork lab }
        Remove-CNetHost alpha
        $null = New-CNetHost alpha
        (Use-CNetHost alpha { Get-CNetNetwork }).Name | Should -BeExactly 'bridge', 'host', 'none'
    }

    It 'changes nothing with -WhatIf, and asks with -Confirm' {
        (Remove-CNetHost alpha, beta -WhatIf -PassThru).Name | Should -BeExactly 'alpha', 'beta'
        Get-NameOfOther | Should -BeExactly 'alpha', 'beta'
        Invoke-Pwsh 'Remove-CNetHost alpha, beta -Confirm' 'n', 'y' | Out-String | Should -Match 'Remove Host: alpha\?(.|\n)+Remove Host: beta\?'
        Get-NameOfOther | Should -BeExactly 'alpha'
        Remove-CNetHost alpha -Confirm:$false
        Get-NameOfOther | Should -BeNullOrEmpty
    }

    It 'refuses with -WhatIf what would be refused' {
        Assert-Error { Remove-CNetHost machine -WhatIf } HostInUse ResourceBusy
    }

    It 'is not touched by what is no Host' {
        @(Get-ErrorOf { New-CNetSandbox alpha | Remove-CNetHost -Force }).FullyQualifiedErrorId | Should -Match '^InputObjectNotBound'
        Get-NameOfOther | Should -BeExactly 'alpha', 'beta'
    }

    It 'says with -Verbose what it does, and completes names' {
        (Complete 'Remove-CNetHost al').CompletionText | Should -BeExactly 'alpha'
        (Remove-CNetHost alpha -Verbose 4>&1).Message -match '^ip netns del' | Should -HaveCount 1
    }
}
