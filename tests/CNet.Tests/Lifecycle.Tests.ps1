Describe 'The lifecycle in pipelines' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach { Enter-TestHost }
    AfterEach { Exit-TestHost }

    It 'runs the main job' {
        $endpoints = New-CNetNetwork lab -Subnet 10.1.0.0/24 | Add-CNetEndpoint -Name web, db | Join-CNetSandbox -Sandbox { $_.Name }
        $endpoints.Name | Should -Be 'web', 'db'
        "$($endpoints.IPAddress)" | Should -Be '10.1.0.2 10.1.0.3'
        $endpoints.Sandbox | Should -Be 'web', 'db'
        Invoke-CNetCommand web -- ping -c 1 -w 2 10.1.0.3 | Should -Contain '1 packets transmitted, 1 received, 0% packet loss, time 0ms'
        (Get-CNetNetwork lab | Get-CNetEndpoint).State | Should -Be 'Joined', 'Joined'
        Get-CNetSandbox web, db | Disconnect-CNetSandbox -PassThru | Remove-CNetSandbox
        Get-CNetSandbox | Should -BeNullOrEmpty
        Get-CNetNetwork lab | Remove-CNetNetwork -Force
        (Get-CNetNetwork).Name | Should -Be 'bridge', 'host', 'none'
        Invoke-InHost nft list ruleset | Should -BeNullOrEmpty
        (Invoke-InHost ip -o link) | Should -HaveCount 1
    }
}
