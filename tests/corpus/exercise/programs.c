// SPDX-License-Identifier: GPL-2.0-or-later
/* Ways in through BPF programs and virtual machines: code that the kernel runs for us. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <linux/kvm.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "../reproducers/netlink.h"
#include "exercise.h"

static int bpf(int command, union bpf_attr *attributes, const char *step)
{
	int result = syscall(SYS_bpf, command, attributes, sizeof(*attributes));

	if (result < 0)
		give_up(step);
	return result;
}

static int make_map(uint32_t type, uint32_t value_size)
{
	union bpf_attr attributes = {
		.map_type = type,
		.key_size = 4,
		.value_size = value_size,
		.max_entries = 4,
	};

	return bpf(BPF_MAP_CREATE, &attributes, "make a map");
}

static void set_in_map(int map, uint32_t key, uint64_t value)
{
	union bpf_attr attributes = { .map_fd = map };

	attributes.key = (uintptr_t)&key;
	attributes.value = (uintptr_t)&value;
	bpf(BPF_MAP_UPDATE_ELEM, &attributes, "set an element");
}

static int load_program(uint32_t type, const struct bpf_insn *code, uint32_t count)
{
	union bpf_attr attributes = {
		.prog_type = type,
		.insns = (uintptr_t)code,
		.insn_cnt = count,
		.license = (uintptr_t)"GPL",
	};

	return bpf(BPF_PROG_LOAD, &attributes, "load a program");
}

#define MOVE(register, value) \
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = register, .imm = value }
#define MAP(register, fd) \
	{ .code = BPF_LD | BPF_IMM | BPF_DW, .dst_reg = register, .src_reg = BPF_PSEUDO_MAP_FD, \
	  .imm = fd }, { 0 }
#define CALL(function) { .code = BPF_JMP | BPF_CALL, .imm = function }
#define RETURN { .code = BPF_JMP | BPF_EXIT }

/* Every packet goes to all devices of the map but the one it came from. */
static int load_spreader(int map)
{
	const struct bpf_insn code[] = {
		MAP(BPF_REG_1, map),
		MOVE(BPF_REG_2, 0),
		MOVE(BPF_REG_3, BPF_F_BROADCAST | BPF_F_EXCLUDE_INGRESS),
		CALL(BPF_FUNC_redirect_map),
		RETURN,
	};

	return load_program(BPF_PROG_TYPE_XDP, code, sizeof(code) / sizeof(code[0]));
}

static void set_program_of_loopback(int program)
{
	int32_t fd = program;
	uint32_t flags = XDP_FLAGS_SKB_MODE;
	struct ifinfomsg *message;
	struct nlattr *xdp;
	struct request request;
	int answer;

	request_init(&request, RTM_SETLINK, 0);
	message = request_reserve(&request, sizeof(*message));
	message->ifi_index = if_nametoindex("lo");
	xdp = request_open(&request, IFLA_XDP);
	request_put(&request, IFLA_XDP_FD, &fd, sizeof(fd));
	request_put(&request, IFLA_XDP_FLAGS, &flags, sizeof(flags));
	request_close(&request, xdp);
	answer = request_send(&request, NETLINK_ROUTE);
	if (answer)
		conclude(UNKNOWN, "attach to lo: %s", strerror(-answer));
}

static int bound_udp_socket(struct sockaddr_in *address)
{
	struct timeval patience = { .tv_sec = 1 };
	socklen_t size = sizeof(*address);
	int sock = socket(AF_INET, SOCK_DGRAM, 0);

	*address = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	if (sock < 0 || bind(sock, (void *)address, size) ||
	    getsockname(sock, (void *)address, &size) ||
	    setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)))
		give_up("bind a UDP socket");
	return sock;
}

static void send_datagram(const struct sockaddr_in *address)
{
	int sock = socket(AF_INET, SOCK_DGRAM, 0);

	if (sock < 0 || sendto(sock, "x", 1, 0, (void *)address, sizeof(*address)) != 1)
		give_up("send a datagram");
	close(sock);
}

/* Once with a map whose devices are walked by number, once with a hash. */
static void spread(uint32_t type)
{
	int map = make_map(type, 4), program = load_spreader(map);
	struct sockaddr_in address;
	int sock = bound_udp_socket(&address);

	set_in_map(map, 1, if_nametoindex("lo"));
	set_program_of_loopback(program);
	send_datagram(&address);
	set_program_of_loopback(-1);
	close(sock);
	close(program);
	close(map);
}

void spread_packets(void)
{
	spread(BPF_MAP_TYPE_DEVMAP);
	spread(BPF_MAP_TYPE_DEVMAP_HASH);
}

/* A verdict program takes the datagrams out of the socket's queue as they come. */
void judge_datagrams(void)
{
	const struct bpf_insn drop[] = { MOVE(BPF_REG_0, 0), RETURN };
	union bpf_attr attach = { .attach_type = BPF_SK_SKB_VERDICT };
	int map = make_map(BPF_MAP_TYPE_SOCKMAP, 4);
	int program = load_program(BPF_PROG_TYPE_SK_SKB, drop, 2);
	struct sockaddr_in address;
	int sock = bound_udp_socket(&address);

	attach.target_fd = map;
	attach.attach_bpf_fd = program;
	bpf(BPF_PROG_ATTACH, &attach, "attach the verdict");
	set_in_map(map, 0, sock);
	for (int i = 0; i < 4; i++)
		send_datagram(&address);
	usleep(100000);
	close(sock);
	close(program);
	close(map);
}

#define GUEST_MEMORY 0x10000

/* Real mode: store a byte at DS:0x100, which is memory, and at ES:0, which is not; halt. */
static const unsigned char guest_code[] = {
	0xc6, 0x06, 0x00, 0x01, 0x2a, 0x26, 0xc6, 0x06, 0x00, 0x00, 0x2b, 0xf4,
};

static void start_in_real_mode(int cpu)
{
	struct kvm_regs registers = { .rflags = 2, .rip = 0x1000 };
	struct kvm_sregs segments;

	if (ioctl(cpu, KVM_GET_SREGS, &segments))
		give_up("read the segments");
	segments.cs.base = segments.cs.selector = 0;
	segments.ds.base = segments.ds.selector = 0;
	segments.es.base = 0xd0000;
	if (ioctl(cpu, KVM_SET_SREGS, &segments) || ioctl(cpu, KVM_SET_REGS, &registers))
		give_up("set the registers");
}

static unsigned char *give_memory(int machine)
{
	unsigned char *memory = mmap(NULL, GUEST_MEMORY, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct kvm_userspace_memory_region region = {
		.memory_size = GUEST_MEMORY,
		.userspace_addr = (uintptr_t)memory,
	};

	if (memory == MAP_FAILED || ioctl(machine, KVM_SET_USER_MEMORY_REGION, &region))
		give_up("give the machine memory");
	memcpy(memory + 0x1000, guest_code, sizeof(guest_code));
	return memory;
}

void run_virtual_machine(void)
{
	int kvm = open("/dev/kvm", O_RDWR), machine, cpu, size;
	unsigned char *memory;
	struct kvm_run *run;

	machine = ioctl(kvm, KVM_CREATE_VM, 0);
	if (machine < 0)
		give_up("make a virtual machine");
	memory = give_memory(machine);
	cpu = ioctl(machine, KVM_CREATE_VCPU, 0);
	size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, cpu, 0);
	if (cpu < 0 || run == MAP_FAILED)
		give_up("make a virtual CPU");
	start_in_real_mode(cpu);
	if (ioctl(cpu, KVM_RUN, 0) || run->exit_reason != KVM_EXIT_MMIO ||
	    run->mmio.data[0] != 0x2b)
		conclude(UNKNOWN, "the virtual CPU left for reason %u first", run->exit_reason);
	if (ioctl(cpu, KVM_RUN, 0) || run->exit_reason != KVM_EXIT_HLT || memory[0x100] != 0x2a)
		conclude(UNKNOWN, "the virtual CPU left for reason %u", run->exit_reason);
	close(cpu);
	close(machine);
	close(kvm);
}
