# Configurations: networks that only keep what others are made from.

Describe 'New-CNetNetwork' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        Enter-TestHost
        $conf = New-CNetNetwork conf -ConfigOnly -Subnet 10.1.0.0/24 -IPRange 10.1.0.128/25 -Gateway 10.1.0.254 -AuxiliaryAddress printer=10.1.0.130 `
            -EnableIPv6 -Option enable_icc=false -Route @{ '10.9.0.0/16' = '10.1.0.7' } -Label team=blue, tier=1 -IpamOption serial=true
    }
    AfterEach { Exit-TestHost }

    It '-ConfigOnly keeps a configuration, and takes nothing' {
        "$($conf.Name) $($conf.Driver) $($conf.ConfigOnly) $($conf.Subnet) $($conf.InterfaceName)" | Should -BeExactly 'conf null True 10.1.0.0/24 '
        (Get-CNetAddressPool).Network | Should -BeExactly 'bridge'
        $conf | Get-CNetAddressPool | Should -BeNullOrEmpty
        Get-CNetAddress -Network conf | Should -BeNullOrEmpty
        Invoke-InHost ip -o link show type bridge | Should -BeNullOrEmpty
        (New-CNetNetwork other -Subnet 10.1.0.0/25).Name | Should -BeExactly 'other' -Because 'its subnet is free'
    }

    It '-ConfigFrom makes a network as the configuration says' {
        $lab = New-CNetNetwork lab -ConfigFrom conf -Label tier=2
        "$($lab.Driver) $($lab.ConfigFrom) $($lab.ConfigOnly) $($lab.EnableIPv6) $($lab.Gateway[0])" | Should -BeExactly 'bridge conf False True 10.1.0.254'
        "$($lab.Subnet[0]) $($lab.Pools[0].Range) $($lab.Pools[0].Auxiliary.printer) $($lab.Routes)" | Should -BeExactly '10.1.0.0/24 10.1.0.128/25 10.1.0.130 10.9.0.0/16 via 10.1.0.7'
        "$($lab.Options['com.docker.network.bridge.enable_icc']) $($lab.IpamOptions['com.docker.network.ipam.serial'])" | Should -BeExactly 'false true'
        "$($lab.Labels.team) $($lab.Labels.tier) $($lab.Labels.Count)" | Should -BeExactly 'blue 2 2'
        ($lab | Add-CNetEndpoint web -Sandbox web).IPv4Address | Should -Be ([ipaddress] '10.1.0.128')
        Invoke-InSandbox web ip route show 10.9.0.0/16 | Should -Match 'via 10\.1\.0\.7'
        Assert-Error { New-CNetNetwork again -ConfigFrom conf } SubnetOverlap InvalidArgument "network 'lab'"
        (New-CNetNetwork private -ConfigFrom (New-CNetNetwork any -ConfigOnly) -Internal).Internal | Should -BeTrue
    }

    It 'has no endpoints and no addresses' {
        Assert-Error { $conf | Add-CNetEndpoint web } ConfigurationInvalid InvalidArgument 'configuration only'
        Assert-Error { $conf | Connect-CNetNetwork -Sandbox web } ConfigurationInvalid InvalidArgument
        Assert-Error { $conf | Request-CNetAddress } ConfigurationInvalid InvalidArgument
        Get-CNetSandbox | Should -BeNullOrEmpty
    }

    It 'stays while a network was made from it, and is not swept' {
        $lab = New-CNetNetwork lab -ConfigFrom $conf
        Assert-Error { Remove-CNetNetwork conf } NetworkInUse ResourceBusy "network 'lab'"
        Assert-Error { Remove-CNetNetwork conf -Force } NetworkInUse ResourceBusy "network 'lab'"
        (Get-CNetNetwork -Unused).Name | Should -BeExactly 'lab'
        $lab | Remove-CNetNetwork
        Remove-CNetNetwork conf
        (Get-CNetNetwork).Name | Should -BeExactly 'bridge', 'host', 'none'
    }

    It 'does not mind who has its subnet' {
        $null = New-CNetNetwork other -Subnet 10.1.0.0/24
        $null = Request-CNetAddress other
        Remove-CNetNetwork conf
        (Get-CNetAddress -Network other).Count | Should -Be 2
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'both at once'; Do = { New-CNetNetwork new -ConfigOnly -ConfigFrom conf }; Id = 'ConfigurationInvalid' }
        @{ Name = 'an internal configuration'; Do = { New-CNetNetwork new -ConfigOnly -Internal }; Id = 'ConfigurationInvalid' }
        @{ Name = 'a configuration with a wrong gateway'; Do = { New-CNetNetwork new -ConfigOnly -Subnet 10.7.0.0/24 -Gateway 10.8.0.1 }; Id = 'GatewayOutsideSubnet' }
        @{ Name = 'a network that is no configuration'; Do = { New-CNetNetwork new -ConfigFrom bridge }; Id = 'ConfigurationInvalid' }
        @{ Name = 'a subnet beside the configuration'; Do = { New-CNetNetwork new -ConfigFrom conf -Subnet 10.7.0.0/24 }; Id = 'ConfigurationInvalid' }
        @{ Name = 'options beside the configuration'; Do = { New-CNetNetwork new -ConfigFrom conf -Mtu 1400 }; Id = 'ConfigurationInvalid' }
        @{ Name = 'IPv6 beside the configuration'; Do = { New-CNetNetwork new -ConfigFrom conf -EnableIPv6 }; Id = 'ConfigurationInvalid' }
        @{ Name = 'an option that the driver has not'; Do = { New-CNetNetwork new -ConfigFrom (New-CNetNetwork odd -ConfigOnly -Option nope=1) }; Id = 'OptionUnknown' }
        @{ Name = 'an IPAM option that is none'; Do = { New-CNetNetwork new -IpamOption nope=1 }; Id = 'OptionUnknown' }
    ) {
        Assert-Error $Do $Id InvalidArgument
        Get-CNetNetwork new* | Should -BeNullOrEmpty
    }

    It 'says whose an option is that is none, and which there are' {
        $wrong = Get-ErrorOf { New-CNetNetwork new -IpamOption nope=1 }
        "$wrong $($wrong.ErrorDetails.RecommendedAction)" | Should -BeExactly "The IPAM driver default has no option 'nope'. It has serial."
        $wrong = Get-ErrorOf { New-CNetNetwork new -Option serial=true }
        "$wrong" | Should -BeExactly "The driver bridge has no network option 'serial'."
        New-CNetNetwork new -IpamOption serial=true -WhatIf | ForEach-Object { $_.IpamOptions.Keys } | Should -BeExactly 'com.docker.network.ipam.serial'
    }

    It 'refuses a configuration that does not exist' {
        Assert-Error { New-CNetNetwork new -ConfigFrom nope } NetworkNotFound ObjectNotFound
    }

    It 'shows with -WhatIf what would be' {
        $preview = New-CNetNetwork lab -ConfigFrom conf -WhatIf
        "$($preview.Subnet[0]) $($preview.ConfigFrom) $($preview.IsPreview)" | Should -BeExactly '10.1.0.0/24 conf True'
        (New-CNetNetwork next -ConfigOnly -WhatIf).ConfigOnly | Should -BeTrue
        (Get-CNetNetwork).Name | Should -BeExactly 'bridge', 'conf', 'host', 'none'
    }

    It 'chooses addresses one after the other where that is asked for' {
        $lab = New-CNetNetwork lab -Subnet 10.2.0.0/29 -IpamOption serial=true
        (Request-CNetAddress lab -Name a, b).ForEach{ "$_" } | Should -BeExactly '10.2.0.2', '10.2.0.3'
        Remove-CNetAddress 10.2.0.2
        ($lab | Add-CNetEndpoint web).IPAddress | Should -Be ([ipaddress] '10.2.0.4')
        ($lab | Get-CNetAddressPool | Request-CNetAddress -Name c, d, e).ForEach{ "$_" } | Should -BeExactly '10.2.0.5', '10.2.0.6', '10.2.0.2'
        Assert-Error { Request-CNetAddress lab } PoolExhausted LimitsExceeded
    }

    It 'completes configurations and IPAM options' {
        (Complete 'New-CNetNetwork lab -ConfigFrom ').CompletionText | Should -BeExactly 'conf'
        (Complete 'New-CNetNetwork lab -IpamOption ').ListItemText | Should -BeExactly 'serial=true', 'serial=false'
    }
}
