# What the Pester suites share. Each It works in a Host of its own, which is removed afterwards with all that is in it; then the machine must
# be as it was before.

Import-Module (Join-Path $PSScriptRoot '../../out/CNet/CNet.psd1')

# Keeps even a test that forgets its Host away from this machine's own state.
if (-not $env:CNET_STATE) {
    $directory = Join-Path ([IO.Path]::GetTempPath()) "cnet-pester-$PID"
    $env:CNET_STATE = "$directory/state"
    $env:CNET_RUN = "$directory/run"
}

function Get-MachineState {
    @(
        (Get-ChildItem /sys/class/net).Name
        (Get-ChildItem /run/netns -ErrorAction Ignore).Name
        Get-Content /proc/sys/net/ipv4/ip_forward, /proc/sys/net/ipv6/conf/all/forwarding -ErrorAction Ignore
        nft list ruleset
    ) -join "`n"
}

function Enter-TestHost {
    $script:machineState = Get-MachineState
    $env:CNET_HOST = ''
    $script:testHost = New-CNetHost
    $env:CNET_HOST = $testHost.Name
    $testHost
}

function Exit-TestHost {
    $env:CNET_HOST = ''
    Remove-CNetHost $testHost -Force
    Test-Path (Split-Path $testHost.StateDirectory) | Should -BeFalse -Because 'the Host leaves nothing behind'
    Get-Content /proc/self/mountinfo | Where-Object { $_ -match $testHost.Name } | Should -BeNullOrEmpty
    $home_ = (Get-Item /proc/self/ns/net).LinkTarget
    Get-ChildItem /proc/self/task | ForEach-Object { (Get-Item "$_/ns/net" -ErrorAction Ignore).LinkTarget } | Where-Object { $_ -and $_ -ne $home_ } |
        Should -BeNullOrEmpty -Because 'no thread stays in a foreign namespace'
    Get-MachineState | Should -BeExactly $script:machineState -Because 'no test changes this machine'
}

# Runs a tool in the namespace of the test's Host, or of one of its sandboxes, without CNet.
function Invoke-InHost { nsenter "--net=$($testHost.NamespacePath)" @args }
function Invoke-InSandbox([string] $Name) { nsenter "--net=$($testHost.NamespaceDirectory)/$Name" @args }

# What Tab would offer at the end of a line.
function Complete([string] $Line) {
    [System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches
}

# The error of a command that must fail, for tests of its id and category.
function Get-ErrorOf([scriptblock] $Command) {
    $errors = $null
    try { $null = & $Command -ErrorVariable errors 2>&1 3>&1 } catch { return $_ }
    $errors | Select-Object -First 1
}
