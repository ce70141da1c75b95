Describe 'Many at once' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        # When a bridge has a carrier, and what goes with it, is the kernel's business.
        function Get-LastingState { (Get-HostState) -replace ' linkdown|NO-CARRIER,|,LOWER_UP| state \w+|multicast ff.*\n' }
    }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    It 'eight runspaces work on one network: no error, nothing is given out twice, nothing is left' {
        $seconds = $env:CNET_TEST_LONG ? 60 : 3
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24
        $before = Get-LastingState
        $manifest, $duration = $modulePath, [timespan]::FromSeconds($seconds)
        $results = 1..8 | ForEach-Object -ThrottleLimit 8 -Parallel {
            $ErrorActionPreference = 'Stop'
            Import-Module $using:manifest
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $rounds = 0
            $twice = while ($watch.Elapsed -lt $using:duration) {
                $rounds++
                $name = "w$_-$rounds"
                $null = Get-CNetNetwork lab | Add-CNetEndpoint -Name "$name-a", "$name-b" | Join-CNetSandbox -Sandbox $name
                $null = Add-CNetEndpoint -Network lab -Name "$name-c" | Join-CNetSandbox -Sandbox shared
                $all = Get-CNetEndpoint -Network lab
                foreach ($property in 'Name', 'IPAddress', 'MacAddress', 'HostInterfaceName') { ($all.$property | Where-Object { $_ } | Group-Object | Where-Object Count -GT 1).Name }
                ($all | Where-Object InterfaceName | Group-Object { "$($_.Sandbox)/$($_.InterfaceName)" } | Where-Object Count -GT 1).Name
                Get-CNetEndpoint -Network lab -Name "$name-a" | Disconnect-CNetSandbox
                if ($rounds % 2 -eq 0) { New-CNetNetwork $name | Remove-CNetNetwork }
                Get-CNetEndpoint -Network lab -Name "$name-*" | Remove-CNetEndpoint -Force
            }
            [pscustomobject]@{ Rounds = $rounds; Twice = @($twice) }
        }
        $results | Should -HaveCount 8
        $results.Twice | Where-Object { $_ } | Should -BeNullOrEmpty
        ($results.Rounds | Measure-Object -Minimum).Minimum | Should -BeGreaterThan 0
        Get-CNetSandbox | Should -BeNullOrEmpty
        Get-LastingState | Should -BeExactly $before
    }
}
