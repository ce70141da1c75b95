Describe 'Use-CNetHost' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        function Get-NameInUse { (Get-CNetHost -Current).Name }
        function Get-NameOfOther { (Get-CNetHost).Name.Where{ $_ -notin 'machine', 'alpha', 'beta', $testHost.Name } }
    }
    BeforeEach {
        Enter-TestHost
        $alpha, $beta = New-CNetHost alpha, beta
    }
    AfterEach {
        Remove-CNetHost $alpha, $beta -Force
        Get-NameOfOther | Should -BeNullOrEmpty -Because 'a temporary Host goes, whatever happens in the block'
        Get-NameInUse | Should -BeExactly $testHost.Name -Because 'what was in use before is in use again'
        Exit-TestHost
    }

    Context 'a Host that exists' {
        It 'takes it by <Name>' -ForEach @(
            @{ Name = 'name'; Do = { Use-CNetHost alpha { Get-NameInUse } } }
            @{ Name = 'object'; Do = { Use-CNetHost $alpha { Get-NameInUse } } }
            @{ Name = 'piped name'; Do = { 'alpha' | Use-CNetHost { Get-NameInUse } } }
            @{ Name = 'piped object'; Do = { $alpha | Use-CNetHost -ScriptBlock { Get-NameInUse } } }
            @{ Name = 'object of another process'; Do = { $alpha | ConvertTo-Deserialized | Use-CNetHost { Get-NameInUse } } }
        ) {
            & $Do | Should -BeExactly 'alpha'
        }

        It 'runs the block once for each Host that is piped' {
            $alpha, $beta | Use-CNetHost { New-CNetNetwork lab } | Should -HaveCount 2
            'alpha', 'beta' | Use-CNetHost { Get-NameInUse } | Should -BeExactly 'alpha', 'beta'
        }

        It 'keeps what the block makes, on that Host alone' {
            $null = Use-CNetHost alpha { New-CNetNetwork lab }
            (Use-CNetHost alpha { Get-CNetNetwork -Unused }).Name | Should -BeExactly 'lab'
            Get-CNetNetwork -Unused | Should -BeNullOrEmpty
        }

        It 'nests' {
            Use-CNetHost alpha {
                Use-CNetHost beta {
                    Get-NameInUse
                    Use-CNetHost alpha { Get-NameInUse }
                    Get-NameInUse
                }
                Get-NameInUse
            } | Should -BeExactly 'beta', 'alpha', 'beta', 'alpha'
        }

        It 'holds for functions, and for modules that the block calls' {
            function Get-Inner { Get-NameInUse }
            Use-CNetHost alpha { Get-Inner } | Should -BeExactly 'alpha'
            Use-CNetHost alpha { $null = New-CNetSandbox web; Exec-CNetCommand web printenv CNET_HOST } | Should -BeExactly 'alpha'
        }

        It 'tells child processes by their own environment, and leaves that of this one' {
            Use-CNetHost alpha {
                $null = New-CNetSandbox web
                Invoke-CNetCommand web -- printenv CNET_HOST
                $env:CNET_HOST
            } | Should -BeExactly 'alpha', $testHost.Name
        }

        It 'gives one error for one that does not exist, and does not run the block' {
            Assert-Error { Use-CNetHost nope { throw 'ran' } } HostNotFound ObjectNotFound
            'alpha', 'nope', 'beta' | Use-CNetHost { Get-NameInUse } -ErrorAction SilentlyContinue -ErrorVariable errors | Should -BeExactly 'alpha', 'beta'
            $errors.FullyQualifiedErrorId | Should -BeExactly 'HostNotFound,CNet.Commands.UseCNetHostCommand'
        }

        It 'takes no wildcards' {
            Assert-Error { Use-CNetHost x* { throw 'ran' } } HostNotFound ObjectNotFound
            Assert-Error { Use-CNetHost *a* { throw 'ran' } } HostNotFound ObjectNotFound
        }
    }

    Context 'a temporary Host' {
        It 'is made for the block, and removed with all that is in it' {
            $used = Use-CNetHost {
                $null = New-CNetNetwork lab | Connect-CNetNetwork -Sandbox web, db
                Test-Path (Get-CNetHost -Current).NamespacePath | Should -BeTrue
                Get-CNetHost -Current
            }
            $used.Name | Should -Not -BeIn 'machine', $testHost.Name
            Test-Path (Split-Path $used.StateDirectory) | Should -BeFalse
        }

        It 'is removed with the processes in it' {
            $process = Use-CNetHost {
                $null = New-CNetSandbox web
                Start-Sleeper web
            }
            Wait-Until { -not (Get-Process -Id $process -ErrorAction Ignore) }
        }

        It 'is removed although <Name>' -ForEach @(
            @{ Name = 'the block throws'; Do = { try { Use-CNetHost { throw 'boo' } } catch { "$_" } }; Expected = 'boo' }
            @{ Name = 'a cmdlet stops'; Do = { try { Use-CNetHost { Get-CNetNetwork nope -ErrorAction Stop } } catch { $_.CategoryInfo.Category } }; Expected = 'ObjectNotFound' }
            @{ Name = 'the block breaks a loop'; Do = { foreach ($i in 1, 2) { $i; Use-CNetHost { break } } }; Expected = 1 }
            @{ Name = 'the pipeline wants no more'; Do = { Use-CNetHost { 1, 2, 3 } | Select-Object -First 1 }; Expected = 1 }
            @{ Name = 'the block returns'; Do = { Use-CNetHost { 1; return; 2 } }; Expected = 1 }
        ) {
            & $Do | Should -Be $Expected
        }
    }

    Context 'the block' {
        It 'streams its output' {
            $seen = [Collections.Generic.List[string]]::new()
            Use-CNetHost alpha { 1..3 | ForEach-Object { $seen.Add("made $_"); $_ } } | ForEach-Object { $seen.Add("got $_") }
            $seen | Should -BeExactly 'made 1', 'got 1', 'made 2', 'got 2', 'made 3', 'got 3'
        }

        It 'passes objects through as they are' {
            $object = [pscustomobject]@{ A = 1 }
            [object]::ReferenceEquals((Use-CNetHost alpha { $object }), $object) | Should -BeTrue
            Use-CNetHost alpha { , @(1, 2) } | ForEach-Object Count | Should -Be 2
            Use-CNetHost alpha { } | Should -BeNullOrEmpty
        }

        It 'sees the variables around it, and sets them' {
            $inside = 1
            Use-CNetHost alpha { $inside++ }
            $inside | Should -Be 2
        }

        It 'reports errors, warnings and verbose texts in their streams, and goes on' {
            $all = Use-CNetHost alpha { Write-Error soft; Write-Warning careful; Write-Verbose more -Verbose; 'after' } *>&1
            $all.ForEach{ $_.GetType().Name } | Should -BeExactly 'ErrorRecord', 'WarningRecord', 'VerboseRecord', 'String'
        }

        It 'throws what it throws' {
 { Use-CNetHost alpha { throw 'boo' } } | Should -Throw 'boo'
 { Use-CNetHost alpha { Get-CNetNetwork nope -ErrorAction Stop } } | Should -Throw -ErrorId 'NetworkNotFound,CNet.Commands.GetCNetNetworkCommand'
        }
    }

    It 'gives parallel runspaces a Host each' {
        $results = 1..6 | ForEach-Object -ThrottleLimit 3 -Parallel {
            Import-Module $using:modulePath
            $number = $_
            Use-CNetHost {
                $own = (Get-CNetHost -Current).Name
                foreach ($i in 1..5) {
                    $null = New-CNetNetwork "lab$number-$i"
                    if ((Get-CNetHost -Current).Name -ne $own) { throw 'another Host' }
                }
                [pscustomobject]@{ Host = $own; Networks = (Get-CNetNetwork -Unused).Name -join ' '; Subnets = (Get-CNetNetwork -Unused).Subnet -join ' ' }
            }
        }
        $results.Host | Sort-Object -Unique | Should -HaveCount 6
        foreach ($result in $results) {
            $result.Networks | Should -MatchExactly '^lab(\d)-1 lab\1-2 lab\1-3 lab\1-4 lab\1-5$'
            $result.Subnets | Should -BeExactly '172.18.0.0/24 172.18.1.0/24 172.18.2.0/24 172.18.3.0/24 172.18.4.0/24'
        }
        Get-CNetNetwork -Unused | Should -BeNullOrEmpty
    }

    It 'ends at once with Ctrl+C, and removes the temporary Host' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$modulePath'; Use-CNetHost { `$null = New-CNetSandbox web; Invoke-CNetCommand web -- sleep 60 }")
            $run = $shell.BeginInvoke()
            Wait-Until { Get-NameOfOther | Use-CNetHost { (Get-CNetNamespace web*).ProcessId } }
            $process = Get-NameOfOther | Use-CNetHost { (Get-CNetNamespace web).ProcessId }
            (Measure-Command { $shell.Stop() }).TotalSeconds | Should -BeLessThan 10 -Because 'the program would take a minute'
            Wait-Until { $run.IsCompleted }
            Wait-Until { -not (Get-Process -Id $process -ErrorAction Ignore) }
        }
        finally { $shell.Dispose() }
    }

    It 'completes names of Hosts' {
        (Complete 'Use-CNetHost -Name al').CompletionText | Should -BeExactly 'alpha'
    }

    It 'completes names of Hosts by position' {
        (Complete 'Use-CNetHost al').CompletionText | Should -BeExactly 'alpha'
    }
}
