# The pipelines that the module is made for, each as it stands in the help. Those that need ports, measurements or topologies come with these.

Describe 'Pipelines' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    It 'New-CNetNetwork | Add-CNetEndpoint | Join-CNetSandbox' {
        $endpoints = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Add-CNetEndpoint -Name web, db | Join-CNetSandbox -Sandbox { $_.Name }
        $endpoints.ForEach{ "$($_.Name) $($_.IPAddress) $($_.Sandbox) $($_.State)" } | Should -BeExactly 'web 10.1.0.2 web Joined', 'db 10.1.0.3 db Joined'
        Test-Ping web 10.1.0.3 | Should -BeTrue
        Test-Ping db 10.1.0.2 | Should -BeTrue
    }

    It 'Get-CNetSandbox | Connect-CNetNetwork' {
        $null = New-CNetNetwork lab, backend
        $null = Connect-CNetNetwork lab web, db
        Get-CNetSandbox web, db | Connect-CNetNetwork -Network backend | ForEach-Object Network | Should -BeExactly 'backend', 'backend'
        Get-CNetNetwork backend | Disconnect-CNetNetwork -Sandbox web, db
        Get-CNetNetwork backend | Connect-CNetNetwork -Sandbox web, db | ForEach-Object Sandbox | Should -BeExactly 'web', 'db'
        (Invoke-InSandbox web ip -j link | ConvertFrom-Json).ifname | Should -BeExactly 'lo', 'eth0', 'eth1'
    }

    It 'Get-CNetNetwork | Get-CNetEndpoint | Format-Table' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web, db
        Get-CNetNetwork lab | Get-CNetEndpoint | Format-Table Name, IPAddress, Sandbox | Out-String | Should -Match '(?s)Name +IPAddress +Sandbox.+db +10\.1\.0\.3 +db.+web +10\.1\.0\.2 +web'
    }

    It 'Get-CNetSandbox | Invoke-CNetCommand | ConvertFrom-Json' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web
        $links = Get-CNetSandbox web | Invoke-CNetCommand ip -j addr | ConvertFrom-Json
        $links.ifname | Should -BeExactly 'lo', 'eth0'
        $links[1].addr_info.local | Should -Contain '10.1.0.2'
    }

    It 'Get-Process | Get-CNetNamespace | Get-CNetInterface' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web
        $process = Start-Sleeper web
        $interfaces = Get-Process -Id $process | Get-CNetNamespace | Get-CNetInterface
        $interfaces.Name | Should -BeExactly 'lo', 'eth0'
        $interfaces.Endpoint | Should -Contain 'lab/web'
        (Get-Process -Id $process | Get-CNetInterface).Name | Should -BeExactly 'lo', 'eth0'
    }

    It 'Get-CNetNetwork -Unused | Remove-CNetNetwork' {
        $null = New-CNetNetwork used, idle, idle2
        $null = Connect-CNetNetwork used web
        Invoke-Pwsh 'Get-CNetNetwork -Unused | Remove-CNetNetwork -WhatIf' | Should -BeExactly @(
            'What if: Performing the operation "Remove network" on target "idle".', 'What if: Performing the operation "Remove network" on target "idle2".')
        (Get-CNetNetwork -Unused).Count | Should -Be 2
        Get-CNetNetwork -Unused | Remove-CNetNetwork
        (Get-CNetNetwork).Name | Should -BeExactly 'bridge', 'host', 'none', 'used'
    }

    It 'Get-CNetSandbox | Disconnect-CNetSandbox -PassThru | Remove-CNetSandbox' {
        $null = New-CNetSandbox lab-a, other
        $null = New-CNetNetwork lab | Connect-CNetNetwork -Sandbox lab-a, lab-b, other
        Get-CNetSandbox lab-* | Disconnect-CNetSandbox -PassThru | Remove-CNetSandbox -ErrorVariable errors
        $errors | Should -BeNullOrEmpty -Because 'that lab-b went with its last endpoint is no error'
        (Get-CNetSandbox).Name | Should -BeExactly 'other'
        (Get-CNetEndpoint).ForEach{ "$($_.Name) $($_.State)" } | Should -BeExactly 'lab-a Ready', 'lab-b Ready', 'other Joined'
    }

    It 'goes around: networks, endpoints, sandboxes, and back' {
        $null = New-CNetNetwork front, back
        $null = 'web', 'db' | Connect-CNetNetwork back
        $null = 'web' | Connect-CNetNetwork front
        (Get-CNetNetwork front | Get-CNetEndpoint | Get-CNetSandbox | Get-CNetNetwork | Get-CNetSandbox).Name | Should -BeExactly 'db', 'web', 'web'
    }

    It 'clears a Host' {
        $null = New-CNetNetwork a, b | Connect-CNetNetwork -Sandbox web, db
        $null = Connect-CNetNetwork bridge web
        Get-CNetSandbox | Remove-CNetSandbox -RemoveEndpoint -Force
        Get-CNetNetwork -Unused | Remove-CNetNetwork
        @(Get-CNetEndpoint; Get-CNetSandbox) | Should -BeNullOrEmpty
        (Get-CNetNetwork).Name | Should -BeExactly 'bridge', 'host', 'none'
        (Invoke-InHost ip -j link | ConvertFrom-Json).ifname | Should -BeIn 'lo', 'cnet0'
    }

    It 'takes no id of an interface for a process' {
        $link = New-CNetInterface vx0 vxlan -Id $PID -RemoteAddress 10.0.0.2
        $link.KindId | Should -Be $PID
        $link.PSObject.Properties.Name | Should -Not -Contain 'Id'
        { $link | Get-CNetNamespace -ErrorAction Stop } | Should -Throw '*input object*'
        { $link | Stop-CNetProcess -WhatIf -ErrorAction Stop } | Should -Throw '*null*'
        { $link | New-CNetSandbox new -WhatIf -ErrorAction Stop } | Should -Throw '*input object*'
    }

    It 'keeps to the interface that is piped' {
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab | Connect-CNetNetwork -Sandbox web
        (Get-CNetSandbox web | Get-CNetIPAddress 10.1.0.2 | Get-CNetInterface).Name | Should -BeExactly eth0
        (Get-CNetInterface eth0 -Sandbox web | Get-CNetInterface).Name | Should -BeExactly eth0
        Get-CNetInterface eth0 -Sandbox web | Get-CNetRule | Should -BeNullOrEmpty
        $null = New-CNetRule 100 -InputInterface eth0 -Table 7 -Sandbox web
        (Get-CNetInterface -Sandbox web | Get-CNetRule).Priority | Should -Be 100
        Get-CNetInterface lo | Get-CNetBridge | Should -BeNullOrEmpty
        (Get-CNetEndpoint lab/* | Get-CNetInterface | Get-CNetBridge).Name | Should -BeExactly br-lab
    }

    It 'takes what is in no sandbox to be where it is' {
        New-PairNamespace blue
        $null = New-CNetRule 100 -Table 7
        $null = New-CNetRule 200 -Table 7 -Namespace blue
        (Get-CNetRule 100 | Get-CNetInterface).Name | Should -BeExactly (Get-CNetInterface).Name
        (Get-CNetRule 200 -Namespace blue | Get-CNetInterface).Name | Should -BeExactly lo, v2, v1
        (Get-CNetIPAddress 10.9.0.1 -Namespace blue | Get-CNetRule 200).Namespace | Should -BeExactly blue
        (Get-CNetIPAddress 10.9.0.1 -Namespace blue | Get-CNetRoute).Namespace | Select-Object -Unique | Should -BeExactly blue
        (Get-CNetRule 100 | Get-CNetRule 100).Priority | Should -Be 100
        { Get-CNetInterface lo | Get-CNetSocket -ErrorAction Stop } | Should -Not -Throw
        Get-CNetInterface lo | New-CNetRoute 10.7.0.0/16 -Type blackhole
        (Get-CNetInterface v1 -Namespace blue | New-CNetRoute 10.8.0.0/16 -Type blackhole).Namespace | Should -BeExactly blue
        Invoke-InHost ip route show type blackhole | Should -Match '10.7.0.0/16'
        (Get-CNetInterface lo | Watch-CNetEvent Link -IncludeInitialState -Count 1).InterfaceName | Should -BeExactly lo
        (Get-CNetNamespace blue | Get-CNetRule 200).Namespace | Should -BeExactly blue
    }

    It 'calls a namespace by its name, however it was found' {
        New-PairNamespace blue
        $null = New-CNetSandbox web
        (Get-CNetNamespace blue | Get-CNetInterface v1).Namespace | Should -BeExactly blue
        (Get-CNetInterface v1 -Namespace "$($testHost.NamespaceDirectory)/blue").Namespace | Should -BeExactly blue
        (Get-CNetSandbox web | Get-CNetInterface lo).Namespace | Should -BeExactly (Get-CNetInterface lo -All | Where-Object Sandbox -EQ web).Namespace
    }

    It 'takes null for nothing: <_>' -ForEach '$null | Get-CNetRule', '$null | New-CNetRule 9 -Table 9', 'Get-CNetRule -Sandbox $null', 'Get-CNetRule -Namespace $null', 'Get-CNetRule -Sandbox $null -Namespace $null',
        'Get-CNetInterface -Namespace $null', 'Get-CNetInterface -Sandbox $null', 'Watch-CNetEvent -Sandbox $null -Count 1 -Timeout 1s -IncludeInitialState' {
        @(Get-ErrorOf ([scriptblock]::Create($_))) | Should -HaveCount 1
        Assert-NullIsNotAll ([scriptblock]::Create($_))
    }
}

Describe 'Pipelines with -WhatIf' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    It 'show every step, and change nothing' {
        $null = Get-CNetNetwork
        $before = Get-HostState
        Invoke-Pwsh 'New-CNetNetwork lab -Subnet 10.1.0.0/24 -WhatIf | Add-CNetEndpoint -Name web, db | Join-CNetSandbox -Sandbox { $_.Name } | ForEach-Object { "$($_.Name) $($_.IPAddress) $($_.Sandbox)" }' |
            Should -BeExactly @(
                'What if: Performing the operation "Create network" on target "lab".'
                'What if: Performing the operation "Add endpoint to network lab" on target "web".'
                'What if: Performing the operation "Join sandbox web" on target "lab/web".'
                'web 10.1.0.2 web'
                'What if: Performing the operation "Add endpoint to network lab" on target "db".'
                'What if: Performing the operation "Join sandbox db" on target "lab/db".'
                'db 10.1.0.3 db'
            )
        Get-HostState | Should -BeExactly $before
    }

    It 'foresee what would really be' {
        $build = { New-CNetNetwork lab -WhatIf:$args[0] | Add-CNetEndpoint -Name web, db, cache | Join-CNetSandbox -Sandbox { $_.Name } | ForEach-Object { "$($_.Network)/$($_.Name) $($_.IPAddress) $($_.Sandbox)" } }
        $foreseen = & $build $true
        $foreseen | Should -HaveCount 3
        & $build $false | Should -BeExactly $foreseen
    }

    It 'show the steps behind a preview: <_>' -ForEach @(
        'New-CNetNetwork lab -WhatIf | Connect-CNetNetwork -Sandbox web'
        'New-CNetNetwork lab -WhatIf | Remove-CNetNetwork'
        'New-CNetNetwork lab -WhatIf | Set-CNetNetwork -Label a=1'
        'New-CNetNetwork lab -WhatIf | Add-CNetEndpoint web | Remove-CNetEndpoint'
        'New-CNetSandbox web -WhatIf | Connect-CNetNetwork bridge | Disconnect-CNetSandbox'
        'New-CNetSandbox web -WhatIf | Disconnect-CNetSandbox -PassThru | Remove-CNetSandbox'
        'New-CNetSandbox web -WhatIf | Disconnect-CNetNetwork bridge'
    ) {
        $null = Get-CNetNetwork
        $before = Get-HostState
        $steps = ([regex]::Matches($_, '\|').Count) + 1
        $lines = @(Invoke-Pwsh "$_ | Out-Null")
        $lines | Should -HaveCount $steps
        $lines | Should -Match '^What if: Performing the operation ".+" on target ".+"\.$'
        Get-HostState | Should -BeExactly $before
    }

    It 'refuse in a later step what would be refused' {
        Assert-Error { New-CNetNetwork lab -Subnet 10.1.0.0/24 -WhatIf | Add-CNetEndpoint web -IPAddress 10.2.0.1 } AddressOutsideSubnet InvalidArgument
        Assert-Error { New-CNetNetwork lab -WhatIf | Add-CNetEndpoint web, web } EndpointExists ResourceExists
        Assert-Error { New-CNetNetwork lab -WhatIf | Add-CNetEndpoint web | Join-CNetSandbox nope -NoCreate } SandboxNotFound ObjectNotFound
    }

    It 'goes on after somebody who read along has had enough: <Count>' -ForEach (1, 2, 3).ForEach{ @{ Count = $_ } } {
        New-CNetNetwork back -Subnet 10.2.0.0/24 -Verbose 4>&1 | Select-Object -First $Count | Should -HaveCount $Count
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Add-CNetEndpoint -Name web, db
        Get-CNetEndpoint -Network lab | Join-CNetSandbox -Sandbox { $_.Name } -Verbose 4>&1 | Select-Object -First $Count | Should -HaveCount $Count
        # No lock is kept, and nothing is half made.
        Get-CNetNetwork | Where-Object Predefined -EQ $false | Remove-CNetNetwork -Force
        Get-CNetSandbox | Remove-CNetSandbox
        (Test-CNetHost).Where{ $_.Repair } | Should -BeNullOrEmpty
    }
}
