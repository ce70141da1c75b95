# What the Pester suites share. Each It works in a Host of its own, which is removed afterwards with all that is in it; then the machine must
# be as it was before.

$modulePath = (Resolve-Path (Join-Path $PSScriptRoot '../../out/CNet/CNet.psd1')).Path
Import-Module $modulePath

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
    # Where ports are published the agent would start; tests of it start it.
    Set-CNetHost -AgentStart Manual
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

# Runs a tool in the namespace of the test's Host, or of one of its sandboxes or namespaces, without CNet. No parameters: one would take -n or -c.
function Invoke-InHost { $input | nsenter "--net=$($testHost.NamespacePath)" @args }
function Invoke-InSandbox {
    $name, $command = $args
    $input | nsenter "--net=$($testHost.NamespaceDirectory)/$name" @command
}

# Starts a process in a sandbox that lives on; nothing waits for its output. Its number.
function Start-Sleeper([string] $Sandbox) { Invoke-CNetCommand $Sandbox -- sh -c 'sleep 60 >/dev/null 2>&1 & echo $!' }

# True where a ping from a sandbox is answered.
function Test-Ping([string] $Sandbox, [string] $Address) {
    $null = Invoke-InSandbox $Sandbox ping -c 1 -w 1 $Address
    $LASTEXITCODE -eq 0
}

# All that CNet and the kernel know of the test's Host, as text: to show that something changed nothing.
function Get-HostState {
    @(
        $show = 'addr show', 'route show table all'
        # The kernel brings the carrier of a bridge up to date when it likes, and its routes for multicast with it.
        ($show | Invoke-InHost ip -o -batch -) -notmatch '^multicast ff00::/8 ' -replace ' linkdown'
        Invoke-InHost nft list ruleset
        Invoke-InHost cat /proc/sys/net/ipv4/ip_forward
        foreach ($name in (Get-ChildItem $testHost.NamespaceDirectory -ErrorAction Ignore).Name) {
            $name
            $show | Invoke-InSandbox $name ip -o -batch -
        }
        Get-CNetNetwork | Select-Object Name, Id, EndpointCount, Labels, Options | ConvertTo-Json -Depth 5
        Get-CNetEndpoint | Select-Object Name, Id, Sandbox, State, MacAddress | ConvertTo-Json -Depth 5
        Get-CNetSandbox | Select-Object Name, Id, Endpoints | ConvertTo-Json -Depth 5
        Get-CNetAddress | Select-Object IPAddress, Kind, Network, Name | ConvertTo-Json -Depth 2
        Get-CNetDnsRecord | ForEach-Object { "$($_.Network) $_" }
        Get-CNetPort | ForEach-Object { "$($_.Network)/$($_.Endpoint) $_" }
        Get-CNetAddressPool | ForEach-Object { "$($_.Prefix) $($_.Used) $($_.Free)" }
        Get-CNetHost -Current | Select-Object Forwarding, DefaultSubnet, DefaultPools | ConvertTo-Json -Depth 5
    ) -join "`n"
}

# Writes a record of the test's Host as somebody with sqlite3 does.
function Edit-Record([string] $Key, [string] $Text) {
    sqlite3 "$($testHost.StateDirectory)/state.db" "UPDATE documents SET value = '$Text' WHERE key = '$Key'"
}

# What Tab would offer at the end of a line.
function Complete([string] $Line) {
    [System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches
}

# The errors of a command, for tests of their ids and categories.
function Get-ErrorOf([scriptblock] $Command) {
    try { & $Command 2>&1 3>$null | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } }
    catch { $_ }
}

# A command must fail with one error, of this id and category, that says what to do.
function Assert-Error([scriptblock] $Command, [string] $Id, [string] $Category, [string] $Message) {
    $found = @(Get-ErrorOf $Command)
    $found | Should -HaveCount 1 -Because "one error is expected: $($found -join ' ')"
    $found[0].FullyQualifiedErrorId | Should -MatchExactly "^$Id,CNet\.Commands\.\w+Command$" -Because $found[0]
    $found[0].CategoryInfo.Category | Should -Be $Category
    $found[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty -Because 'an error says what to do'
    if ($Message) { $found[0].ToString() | Should -Match $Message }
}

# Null, which a misspelt variable is, must not stand for all: it is nothing, or an error.
function Assert-NullIsNotAll([scriptblock] $Command) {
    try { & $Command 2>$null | Should -BeNullOrEmpty }
    catch [System.Management.Automation.ParameterBindingException] { return }
}

# An object as it comes back from a file or another process.
function ConvertTo-Deserialized([Parameter(ValueFromPipeline)] $InputObject) {
    process { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($InputObject)) }
}

# Runs a script in a pwsh of its own, with answers to what it asks: all that it writes to its console, among it what -WhatIf and -Confirm say.
function Invoke-Pwsh([string] $Script, [string[]] $Answer) {
    $Answer | pwsh -NoProfile -Command "`$PSStyle.OutputRendering = 'PlainText'; Import-Module '$modulePath'; $Script" 2>&1
}

# Waits for something that comes by itself.
function Wait-Until([scriptblock] $Condition, [timespan] $Timeout = '0:0:30') {
    [Threading.SpinWait]::SpinUntil([Func[bool]] { [bool] (& $Condition) }, $Timeout) | Should -BeTrue -Because "this comes within ${Timeout}: $Condition"
}

# A namespace of nobody's with a pair of interfaces that are up.
function New-PairNamespace([string] $Name) {
    $null = New-CNetNamespace $Name
    'link set lo up', 'link add v1 type veth peer name v2', 'link set v1 up', 'link set v2 up', 'addr add 10.9.0.1/24 dev v1', 'addr add fd00::1/64 dev v1 nodad' |
        Invoke-InSandbox $Name ip -batch -
}
