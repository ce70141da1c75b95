@{
    RootModule           = 'CNet.dll'
    ModuleVersion        = '0.1.0'
    CompatiblePSEditions = @('Core')
    GUID                 = '6b0a2c0e-3c62-4c7c-9a53-0d3f0f6d3b1e'
    Author               = 'The CNet authors'
    CompanyName          = 'CNet'
    Copyright            = '(c) 2026 The CNet authors. MIT License.'
    Description          = "Docker's Container Network Model for any Linux process: networks, endpoints and sandboxes as objects that flow through pipelines, straight into the kernel, without a daemon."
    PowerShellVersion    = '7.6'
    NestedModules        = @('CNet.psm1')
    TypesToProcess       = @('CNet.Types.ps1xml')
    FormatsToProcess     = @('CNet.Format.ps1xml', 'CNet.Interface.Format.ps1xml', 'CNet.Tree.Format.ps1xml')
    FunctionsToExport    = @('Invoke-CNetProgram')
    CmdletsToExport      = @(
        'Add-CNetDnsRecord'
        'Add-CNetEndpoint'
        'Clear-CNetHost'
        'Connect-CNetNetwork'
        'ConvertTo-CNetDockerJson'
        'Disable-CNetInterface'
        'Disconnect-CNetNetwork'
        'Disconnect-CNetSandbox'
        'Enable-CNetInterface'
        'Enter-CNetSandbox'
        'Get-CNetAddress'
        'Get-CNetAddressPool'
        'Get-CNetAgent'
        'Get-CNetDnsLog'
        'Get-CNetDnsRecord'
        'Get-CNetDriver'
        'Get-CNetEndpoint'
        'Get-CNetFirewall'
        'Get-CNetHost'
        'Get-CNetInterface'
        'Get-CNetNamespace'
        'Get-CNetNetwork'
        'Get-CNetPort'
        'Get-CNetRoute'
        'Get-CNetSandbox'
        'Get-CNetStatistic'
        'Invoke-CNetCommand'
        'Join-CNetSandbox'
        'Move-CNetInterface'
        'New-CNetAddressPool'
        'New-CNetHost'
        'New-CNetInterface'
        'New-CNetNamespace'
        'New-CNetNetwork'
        'New-CNetSandbox'
        'Publish-CNetPort'
        'Remove-CNetAddress'
        'Remove-CNetAddressPool'
        'Remove-CNetDnsRecord'
        'Remove-CNetEndpoint'
        'Remove-CNetHost'
        'Remove-CNetInterface'
        'Remove-CNetNamespace'
        'Remove-CNetNetwork'
        'Remove-CNetSandbox'
        'Rename-CNetInterface'
        'Repair-CNetHost'
        'Request-CNetAddress'
        'Resolve-CNetName'
        'Set-CNetEndpoint'
        'Set-CNetHost'
        'Set-CNetNamespace'
        'Set-CNetInterface'
        'Set-CNetNetwork'
        'Show-CNetTree'
        'Start-CNetAgent'
        'Start-CNetProcess'
        'Stop-CNetAgent'
        'Stop-CNetProcess'
        'Test-CNetHost'
        'Unpublish-CNetPort'
        'Use-CNetHost'
    )
    VariablesToExport    = @()
    AliasesToExport      = @('Connect-CNetSandbox', 'Exec-CNetCommand', 'Leave-CNetSandbox')
    PrivateData          = @{
        PSData = @{
            Tags         = @('Linux', 'network', 'namespace', 'netns', 'container', 'CNM', 'libnetwork', 'bridge', 'veth', 'nftables', 'IPAM', 'PSEdition_Core')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
