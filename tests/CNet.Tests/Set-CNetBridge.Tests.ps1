Describe 'Set-CNetBridge' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        New-PairNamespace blue
        $null = New-CNetNetwork lab -Subnet 10.1.0.0/24 -Option name=br-lab | Connect-CNetNetwork -Sandbox web, db
        'link add br0 type bridge', 'link set v1 master br0', 'link set br0 up', 'link add vx type vxlan id 7 dstport 4789' | Invoke-InSandbox blue ip -batch -
    }
    AfterEach { Exit-TestHost }

    It 'changes what brctl changes' {
        Set-CNetBridge br0 -StpEnabled $true -AgeingTime 1m -ForwardDelay 4s -HelloTime 3s -MaxAge 15s -Priority 4096 -MulticastSnooping $false -Namespace blue
        $data = (Invoke-InSandbox blue ip -j -d link show br0 | ConvertFrom-Json).linkinfo.info_data
        "$($data.stp_state) $($data.ageing_time) $($data.forward_delay) $($data.hello_time) $($data.max_age) $($data.priority) $($data.mcast_snooping)" | Should -BeExactly '1 6000 400 300 1500 4096 0'
    }

    It 'takes what Get-CNetBridge emits, and emits it with -PassThru' {
        (Get-CNetBridge -Namespace blue | Set-CNetBridge -Priority 7 -PassThru).Priority | Should -Be 7
        (Set-CNetBridge br* -Priority 8 -Namespace blue -PassThru -WhatIf).ForEach{ "$($_.Priority) $($_.IsPreview)" } | Should -BeExactly '8 True'
        (Get-CNetBridge -Namespace blue).Priority | Should -Be 7
    }

    It 'leaves those of networks, unless it is forced' {
        Assert-Error { Set-CNetBridge br-lab -StpEnabled $true } InterfaceInUse ResourceBusy "network 'lab'"
        (Set-CNetBridge br-lab -Priority 9 -Force -PassThru).Priority | Should -Be 9
        Assert-Error { Set-CNetBridge nope -Priority 9 } InterfaceNotFound ObjectNotFound
        Assert-Error { Set-CNetBridge br0 -HelloTime 60s -Namespace blue } OptionInvalid InvalidArgument
    }
}
